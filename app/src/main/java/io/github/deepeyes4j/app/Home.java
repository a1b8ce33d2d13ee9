package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the program's own files are: the embedded model, assets, examples.
final class Home {
  private Home() {}

  /// The checkout's directory, which the launcher passes as the property `deepeyes.home`.
  static Path directory() {
    Path home = Path.of(System.getProperty("deepeyes.home", ".")).toAbsolutePath().normalize();
    if (!Files.isDirectory(home.resolve("assets"))) {
      throw new BadInputException(
          home + ": not a deepeyes checkout; start with its ./deepeyes, or set -Ddeepeyes.home");
    }
    return home;
  }

  static Path assets() {
    return directory().resolve("assets");
  }

  /// A text file of the program.
  static String resource(String name) {
    try (InputStream stream = Home.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its resource " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
