package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.sandbox.LocalSandbox;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.search.LocalSearch;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which tools to use: options that several commands share.
final class ToolOptions {
  @Option(
      names = "--search",
      paramLabel = "FILE|off",
      description =
          "A corpus to search (JSON lines {id, title, url, date, text}), or off. Default: the corpus"
              + " that comes along.")
  private @Nullable String search;

  CodeRunner codeRunner() {
    return LocalSandbox.open(PythonEnvironment.openDefault());
  }

  /// Search over the chosen corpus.
  ///
  /// @param assets whose corpus is the default
  SearchClient search(Path assets) {
    if ("off".equals(search)) {
      return SearchClient.off();
    }
    Path corpus = search == null ? assets.resolve("corpus/documents.jsonl") : Path.of(search);
    if (!Files.isRegularFile(corpus)) {
      throw new BadInputException("--search: %s: no such corpus".formatted(corpus));
    }
    return LocalSearch.open(corpus);
  }
}
