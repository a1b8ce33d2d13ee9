package io.github.deepeyes4j.sandbox.kernel;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/// The private virtual environment that sessions run in.
///
/// @param home its directory
/// @param base the Python installation it builds on
public record PythonEnvironment(Path home, Path base) {
  /// Modules whose packages have other names.
  private static final Map<String, String> PACKAGES =
      Map.of("cv2", "opencv-python-headless", "PIL", "pillow");

  /// Opens the environment that `scripts/setup-python` makes: where `DEEPEYES_PYTHON` says, or in
  /// the user's cache under the digest of the required packages.
  public static PythonEnvironment openDefault() {
    String chosen = System.getenv("DEEPEYES_PYTHON");
    return open(chosen != null ? Path.of(chosen) : cached());
  }

  private static Path cached() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path root =
        cache != null && !cache.isEmpty()
            ? Path.of(cache)
            : Path.of(System.getProperty("user.home"), ".cache");
    String digest = Digests.sha256(requirements()).substring(0, 12);
    return root.resolve("deepeyes").resolve("python-" + digest);
  }

  private static byte[] requirements() {
    try (InputStream stream = PythonEnvironment.class.getResourceAsStream("/requirements.txt")) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its resource requirements.txt");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Opens an environment; a [BadInputException] says how to make one where there is none.
  public static PythonEnvironment open(Path home) {
    Path python = home.resolve("bin/python");
    if (!Files.isExecutable(python)) {
      throw new BadInputException(
          "%s: no Python environment there; run scripts/setup-python to make it".formatted(home));
    }
    String base = ask(python, "import sys; print(sys.base_prefix)");
    return new PythonEnvironment(home.toAbsolutePath(), Path.of(base));
  }

  /// What installs the package that a module comes from.
  String installCommand(String module) {
    String name = PACKAGES.getOrDefault(module, module.toLowerCase(Locale.ROOT));
    String pinned =
        new String(requirements(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith(name + "=="))
            .findFirst()
            .orElse(name);
    return "%s install %s".formatted(home.resolve("bin/pip"), pinned);
  }

  private static String ask(Path python, String program) {
    try {
      Process process = new ProcessBuilder(python.toString(), "-c", program).start();
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0 || answer.isEmpty()) {
        throw new BadInputException(python + ": does not run");
      }
      return answer;
    } catch (IOException e) {
      throw new BadInputException(python + ": does not run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInputException(python + ": interrupted", e);
    }
  }
}
