package io.github.deepeyes4j.spark;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.data.ask.Parallel;
import io.github.deepeyes4j.data.ask.Pause;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.stage.ExampleWork;
import io.github.deepeyes4j.data.stage.StageRunner;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;

/// Runs stages as Spark jobs: the examples cut into partitions in their order, the results
/// collected in the same order. Confined to one thread.
///
/// @param stop asked now and then whether to end
record SparkRunner(JavaSparkContext context, BooleanSupplier stop) implements StageRunner {
  /// Partitions of each core: the last ones to end keep few cores idle.
  private static final int PARTITIONS = 4;

  private static final int POLL_MILLIS = 200;

  @Override
  public <R extends Serializable> List<R> map(
      List<Example> examples, ExampleWork<R> work, Parallel.Listener listener)
      throws InterruptedException {
    if (examples.isEmpty()) {
      return List.of();
    }
    int partitions = Math.min(examples.size(), PARTITIONS * context.defaultParallelism());
    JavaFutureAction<List<Outcome<R>>> job =
        context
            .parallelize(new ArrayList<>(examples), partitions)
            .mapPartitions(new PartitionWork<>(work))
            .collectAsync();
    List<Outcome<R>> outcomes;
    try {
      outcomes =
          await(job, ended -> listener.done(share(examples, ended, partitions), examples.size()));
    } finally {
      job.cancel(true);
    }
    List<R> results = new ArrayList<>();
    for (Outcome<R> outcome : outcomes) {
      if (outcome.fault() != null) {
        throw new BadInputException(outcome.fault());
      }
      results.add(Objects.requireNonNull(outcome.result()));
    }
    listener.done(examples.size(), examples.size());
    return List.copyOf(results);
  }

  private static int share(List<Example> examples, int ended, int partitions) {
    return (int) ((long) examples.size() * ended / partitions);
  }

  /// Told how many partitions are done.
  private interface Progress {
    void partitions(int ended);
  }

  private <T> T await(JavaFutureAction<T> job, Progress progress) throws InterruptedException {
    while (true) {
      try {
        return job.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        if (stop.getAsBoolean()) {
          throw Pause.because("stopped");
        }
        progress.partitions(ended(job));
      } catch (ExecutionException e) {
        // At a signal Spark ends its jobs by itself.
        if (stop.getAsBoolean()) {
          throw Pause.because("stopped");
        }
        throw new IllegalStateException("a stage failed on Spark: " + e.getCause(), e);
      }
    }
  }

  private int ended(JavaFutureAction<?> job) {
    return job.jobIds().stream()
        .map(context.statusTracker()::getJobInfo)
        .filter(Objects::nonNull)
        .flatMapToInt(info -> IntStream.of(info.stageIds()))
        .mapToObj(context.statusTracker()::getStageInfo)
        .filter(Objects::nonNull)
        .mapToInt(SparkStageInfo::numCompletedTasks)
        .sum();
  }

  @Override
  public void close() {
    context.close();
  }
}
