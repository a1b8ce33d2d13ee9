package io.github.deepeyes4j.train.replica;

import io.github.deepeyes4j.train.parallel.ShardedParameters;
import io.github.deepeyes4j.train.parallel.WholeParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/// Replicas of one model that compute gradients at the same time, a platform thread each. The first
/// one's parameters are the model; the others follow it.
///
/// Everything is added up in the replicas' order, so that results do not depend on timing.
public final class Replicas implements AutoCloseable {
  private final List<Replica> replicas;
  private final ExecutorService threads;

  public Replicas(List<Replica> replicas) {
    this.replicas = List.copyOf(replicas);
    this.threads = Executors.newFixedThreadPool(replicas.size());
    follow();
  }

  public Replica first() {
    return replicas.getFirst();
  }

  /// Shares items out, each n-th to one replica, and waits for all results, in the replicas' order.
  public <I, R> List<R> share(List<I> items, Work<List<I>, R> work) throws InterruptedException {
    return each((replica, worker) -> {
      List<I> part = new ArrayList<>();
      for (int i = worker; i < items.size(); i += replicas.size()) {
        part.add(items.get(i));
      }
      return work.on(replica, part);
    });
  }

  /// Lets all replicas work, told their number, and waits for all results, in their order.
  public <R> List<R> each(Work<Integer, R> work) throws InterruptedException {
    List<Callable<R>> tasks = new ArrayList<>();
    for (int i = 0; i < replicas.size(); i++) {
      int worker = i;
      tasks.add(() -> work.on(replicas.get(worker), worker));
    }
    List<R> results = new ArrayList<>();
    for (Future<R> future : threads.invokeAll(tasks)) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a worker failed: " + e.getCause(), e.getCause());
      }
    }
    return results;
  }

  /// What a replica does with what it is given.
  @FunctionalInterface
  public interface Work<I, R> {
    R on(Replica replica, I given) throws InterruptedException;
  }

  /// Adds the gradients up in the first replica.
  public void sumGradients() {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      switch (first().parameters()) {
        case WholeParameters sum -> followers().forEach(sum::add);
        case ShardedParameters _ -> requireNoFollowers();
      }
    }
  }

  /// The first replica's parameters go to the others; all gradients are set to zero.
  public void follow() {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      switch (first().parameters()) {
        case WholeParameters values -> followers().forEach(other -> other.follow(values));
        case ShardedParameters _ -> requireNoFollowers();
      }
      replicas.forEach(replica -> replica.parameters().begin());
    }
  }

  private Stream<WholeParameters> followers() {
    return replicas.stream().skip(1).map(replica -> (WholeParameters) replica.parameters());
  }

  private void requireNoFollowers() {
    if (replicas.size() > 1) {
      throw new IllegalStateException("sharded parameters have one replica a process");
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
