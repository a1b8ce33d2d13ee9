package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.sandbox.LocalSandbox;
import io.github.deepeyes4j.sandbox.RemoteSandbox;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.search.SearchTools;
import io.github.deepeyes4j.search.text.CachedIndex;
import io.github.deepeyes4j.search.text.Encoding;
import io.github.deepeyes4j.search.text.TextIndex;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which tools to use: options that several commands share.
final class ToolOptions {
  @Option(
      names = "--search",
      paramLabel = "DIR|FILE|off",
      description =
          "What to search: an index that `search index` made; a corpus (JSON lines {id, title, url,"
              + " date, text}), indexed on its first use; or off. Default: the corpus that comes"
              + " along.")
  private @Nullable String search;

  @Option(
      names = "--sandbox",
      paramLabel = "URL",
      split = ",",
      description =
          "Sandbox servers (http://host:port, several with commas) to run code on."
              + " DEEPEYES_SANDBOX_TOKEN is their token. Default: run it here.")
  private List<URI> sandboxes = List.of();

  CodeRunner codeRunner() {
    if (sandboxes.isEmpty()) {
      return LocalSandbox.open(PythonEnvironment.openDefault());
    }
    for (URI server : sandboxes) {
      if (server.getHost() == null || !List.of("http", "https").contains(server.getScheme())) {
        throw new BadInputException(
            "--sandbox %s must be an address such as http://127.0.0.1:8000".formatted(server));
      }
    }
    String token = System.getenv().getOrDefault("DEEPEYES_SANDBOX_TOKEN", "");
    return RemoteSandbox.of(sandboxes, token);
  }

  /// Search over the chosen index or corpus.
  ///
  /// @param assets whose corpus is the default
  SearchClient search(Path assets) {
    if ("off".equals(search)) {
      return SearchClient.off();
    }
    Path chosen = search == null ? assets.resolve("corpus/documents.jsonl") : Path.of(search);
    if (!Files.exists(chosen)) {
      throw new BadInputException("--search: %s: no such corpus or index".formatted(chosen));
    }
    return new SearchTools(
        Files.isDirectory(chosen)
            ? TextIndex.open(chosen)
            : CachedIndex.open(chosen, Encoding.MINILM, SearchIndexCommand::progress));
  }
}
