package io.github.deepeyes4j.data.ask;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/// Runs pieces of work beside each other, a virtual thread each.
///
/// @param concurrent pieces at a time
/// @param stop asked before each piece whether to end
public record Parallel(int concurrent, BooleanSupplier stop) {
  /// Work on one item.
  public interface Work<T, R> {
    R run(T item) throws Exception;
  }

  /// Told, on the calling thread, how many are done.
  public interface Listener {
    void done(int count, int total);
  }

  /// A result and the place of its item.
  private record Placed<R>(int place, R result) {}

  /// Applies `work` to all items; the results in their order. After a failure, or when it is told
  /// to stop, nothing new is begun and what is under way is finished; then the first failure is
  /// thrown, or a [io.github.deepeyes4j.core.BadInputException] that it was stopped.
  public <T, R> List<R> map(List<T> items, Work<T, R> work, Listener listener)
      throws InterruptedException {
    TreeMap<Integer, R> results = new TreeMap<>();
    List<RuntimeException> failures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<Placed<R>> ended = new ExecutorCompletionService<>(threads);
      try {
        int begun = 0;
        int done = 0;
        while (done < items.size()) {
          while (begun < items.size()
              && begun - done < concurrent
              && failures.isEmpty()
              && !stop.getAsBoolean()) {
            int place = begun++;
            ended.submit(() -> new Placed<>(place, work.run(items.get(place))));
          }
          if (begun == done) {
            throw failures.isEmpty() ? Pause.because("stopped") : failures.getFirst();
          }
          take(ended, results, failures);
          done++;
          listener.done(done, items.size());
        }
      } finally {
        threads.shutdownNow();
      }
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    return List.copyOf(results.values());
  }

  /// Waits for the next piece that ends.
  private static <R> void take(
      CompletionService<Placed<R>> ended,
      TreeMap<Integer, R> results,
      List<RuntimeException> failures)
      throws InterruptedException {
    try {
      Placed<R> next = ended.take().get();
      results.put(next.place, next.result);
    } catch (ExecutionException e) {
      failures.add(
          e.getCause() instanceof RuntimeException failure
              ? failure
              : new IllegalStateException("curation failed: " + e.getCause(), e));
    }
  }
}
