package io.github.deepeyes4j.search.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A process that builds an index and is killed on the way, as by `kill -9`.
final class KilledBuild {
  private KilledBuild() {}

  static Process start(Path directory, int total) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledBuild.class.getName(),
                directory.toString(),
                Integer.toString(total)))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /// The number of documents at which it ends.
  static int at(int total) {
    return total / 2;
  }

  public static void main(String[] arguments) {
    int total = Integer.parseInt(arguments[1]);
    IndexBuilder.build(
        Corpus.of(Corpora.numbered(0, total)),
        Path.of(arguments[0]),
        new FakeEncoder(),
        _ ->
            done -> {
              if (done == at(total)) {
                System.out.print("killed at " + done + "\n");
                System.out.flush();
                kill();
              }
            });
  }

  private static void kill() {
    try {
      new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
