package io.github.deepeyes4j.model.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The files that make a model directory besides its weights.
public final class Companions {
  private static final List<String> NAMES =
      List.of(
          "config.json",
          "preprocessor_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "generation_config.json",
          "chat_template.jinja",
          "agent.yaml");

  private Companions() {}

  /// Copies those that there are.
  public static void copy(Path from, Path to) throws IOException {
    for (String name : NAMES) {
      if (Files.exists(from.resolve(name))) {
        Files.copy(from.resolve(name), to.resolve(name));
      }
    }
  }
}
