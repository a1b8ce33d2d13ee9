package io.github.deepeyes4j.search.live.client;

import io.github.deepeyes4j.search.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Works through a list until enough of it has succeeded, some at a time.
public final class FirstSuccesses {
  /// What is done with each input; empty when it failed.
  public interface Task<T, R> {
    Optional<R> run(T input) throws InterruptedException;
  }

  private FirstSuccesses() {}

  /// The results of the first inputs that succeed, in their order. As many run at the same time as
  /// are still wanted, each on a virtual thread, so no input runs for nothing. What they report to
  /// [Exchange] is reported here, in the inputs' order.
  ///
  /// @param wanted results at most
  public static <T, R> List<R> of(List<T> inputs, int wanted, Task<T, R> task)
      throws InterruptedException {
    List<R> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int from = 0; from < inputs.size() && results.size() < wanted; ) {
        int to = Math.min(inputs.size(), from + wanted - results.size());
        List<Callable<Exchange.Overheard<Optional<R>>>> wave =
            inputs.subList(from, to).stream()
                .<Callable<Exchange.Overheard<Optional<R>>>>map(
                    input -> () -> Exchange.listen(() -> task.run(input)))
                .toList();
        for (Future<Exchange.Overheard<Optional<R>>> future : threads.invokeAll(wave)) {
          Exchange.Overheard<Optional<R>> done = get(future);
          done.exchanges().forEach(Exchange::report);
          done.result().ifPresent(results::add);
        }
        from = to;
      }
    }
    return results;
  }

  private static <V> V get(Future<V> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a task failed in a way it does not handle", e.getCause());
    }
  }
}
