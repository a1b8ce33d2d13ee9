package io.github.deepeyes4j.train.track;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/// Writes TensorBoard event files to `tensorboard/` in the run's directory, one each time that the
/// run goes on. A later file takes back what earlier ones say of the steps that it repeats.
final class TensorBoardTracker implements Tracker {
  private final EventFile events;

  private TensorBoardTracker(EventFile events) {
    this.events = events;
  }

  /// Opens a file of a run that has done some steps.
  static TensorBoardTracker open(Path run, int done) throws IOException {
    Path directory = Files.createDirectories(run.resolve("tensorboard"));
    long files;
    try (Stream<Path> earlier = Files.list(directory)) {
      files = earlier.count();
    }
    // Readers take the files in the order of their names.
    EventFile events =
        EventFile.create(
            directory.resolve(
                "events.out.tfevents.%010d.%04d"
                    .formatted(System.currentTimeMillis() / 1000, files)));
    events.restart(done + 1);
    return new TensorBoardTracker(events);
  }

  @Override
  public void log(int step, Map<String, Double> metrics) throws IOException {
    events.scalars(step, metrics);
  }

  @Override
  public void close() throws IOException {
    events.close();
  }
}
