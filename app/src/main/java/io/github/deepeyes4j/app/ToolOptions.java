package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.sandbox.LocalSandbox;
import io.github.deepeyes4j.sandbox.RemoteSandbox;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.search.LocalSearch;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchTools;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which tools to use: options that several commands share.
final class ToolOptions {
  @Option(
      names = "--search",
      paramLabel = "FILE|off",
      description =
          "A corpus to search (JSON lines {id, title, url, date, text}), or off, by picture too."
              + " Default: the corpus that comes along.")
  private @Nullable String search;

  @Option(
      names = "--sandbox",
      paramLabel = "URL",
      split = ",",
      description =
          "Sandbox servers (http://host:port, several with commas) to run code on."
              + " DEEPEYES_SANDBOX_TOKEN is their token. Default: run it here.")
  private List<URI> sandboxes = List.of();

  @Mixin private ImageSearchOptions images = new ImageSearchOptions();

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

  /// Search over the chosen corpus and pictures.
  ///
  /// @param assets whose corpus and pictures are the defaults
  SearchClient search(Path assets) {
    if ("off".equals(search)) {
      return SearchClient.off();
    }
    Path corpus = search == null ? assets.resolve("corpus/documents.jsonl") : Path.of(search);
    if (!Files.isRegularFile(corpus)) {
      throw new BadInputException("--search: %s: no such corpus".formatted(corpus));
    }
    SearchEngine text = LocalSearch.open(corpus);
    return new SearchTools(text, images.open(assets).orElse(text), SearchTools.TOP);
  }
}
