package io.github.deepeyes4j.train.track;

import io.github.deepeyes4j.core.metrics.MetricRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All places that a run's figures go to: `metrics.jsonl` and `curves.svg` and `curves.png`, drawn
/// from it, in the run's directory, and what its configuration asks for. Confined to the trainer's
/// thread.
public final class Trackers implements AutoCloseable {
  private final Path directory;
  private final List<Tracker> trackers;

  private Trackers(Path directory, List<Tracker> trackers) {
    this.directory = directory;
    this.trackers = List.copyOf(trackers);
  }

  /// Opens them; what the run's directory holds of steps that it will repeat is taken out.
  ///
  /// @param out hears of trouble that training goes on in spite of
  public static Trackers open(@Nullable TrackingConfig config, TrackedRun run, Consumer<String> out)
      throws IOException {
    List<Tracker> trackers = new ArrayList<>();
    trackers.add(JsonLinesTracker.open(run.directory(), run.done()));
    if (config != null && config.mlflow() != null) {
      trackers.add(MlflowTracker.open(config.mlflow(), run, out));
    }
    if (config != null && config.tensorboard()) {
      trackers.add(TensorBoardTracker.open(run.directory(), run.done()));
    }
    return new Trackers(run.directory(), trackers);
  }

  /// None at all, for a process that leaves the figures to another.
  public static Trackers none() {
    return new Trackers(Path.of("."), List.of());
  }

  /// Takes the figures of a step, counted from 1, or of a validation after it.
  public void log(int step, Map<String, Double> metrics) throws IOException {
    for (Tracker tracker : trackers) {
      tracker.log(step, metrics);
    }
  }

  /// Draws the curves, to stand beside a checkpoint.
  public void draw() throws IOException {
    CurveSheet.write(directory, Curves.of(MetricRow.read(directory)));
  }

  @Override
  public void close() throws IOException {
    for (Tracker tracker : trackers) {
      tracker.close();
    }
  }
}
