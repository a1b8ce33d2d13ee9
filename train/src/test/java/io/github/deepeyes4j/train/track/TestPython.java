package io.github.deepeyes4j.train.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The Python environment that `scripts/setup-test-python` makes.
final class TestPython {
  private static final Path BIN = Path.of("target/test-python/bin").toAbsolutePath();

  private TestPython() {}

  /// What a script of `src/test/python` prints.
  static String run(String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("src/test/python/" + script));
    command.addAll(List.of(arguments));
    Process process =
        command("python", command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output;
  }

  static ProcessBuilder command(String program, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(BIN.resolve(program).toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
