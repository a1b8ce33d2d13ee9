package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.sandbox.LocalSandbox;
import io.github.deepeyes4j.sandbox.RemoteSandbox;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which tools to use: options that several commands share.
final class ToolOptions {
  @Option(
      names = "--sandbox",
      paramLabel = "URL",
      split = ",",
      description =
          "Sandbox servers (http://host:port, several with commas) to run code on."
              + " DEEPEYES_SANDBOX_TOKEN is their token. Default: run it here.")
  private List<URI> sandboxes = List.of();

  @Mixin private SearchOptions search = new SearchOptions();

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

  /// Whether searches are answered from a recording and nowhere else.
  boolean replaysSearch() {
    return search.replays();
  }

  /// Search as it was chosen.
  ///
  /// @param assets whose corpus and pictures are the defaults
  SearchSetup search(Path assets) {
    return search.open(assets);
  }
}
