package io.github.deepeyes4j.search.record;

import io.github.deepeyes4j.search.SearchRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A process that records searches until it is killed, and prints each query once it is answered.
final class KilledRecorder {
  private KilledRecorder() {}

  static Process start(Path directory) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledRecorder.class.getName(),
                directory.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  public static void main(String[] arguments) throws InterruptedException {
    RecordingEngine engine =
        new RecordingEngine(new Fakes(), Recording.append(Path.of(arguments[0])));
    for (int i = 0; ; i++) {
      String query = "query " + i;
      engine.search(new SearchRequest.Text(query, 5));
      System.out.print(query + "\n");
      System.out.flush();
    }
  }
}
