package io.github.deepeyes4j.train.parallel;

import io.github.deepeyes4j.core.BadInputException;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The processes that share a run, and what they do together. Every member makes the same calls in
/// the same order; each waits for all. To be used by one thread at a time.
///
/// Every call throws a [RankLostException] when another process is gone or does not answer.
public sealed interface ProcessGroup extends AutoCloseable permits SingleProcess, C10dProcessGroup {

  /// Joins the processes that this one was started with; a process by itself has nobody to join.
  ///
  /// @param environment its environment, from which [Launch] reads its place
  static ProcessGroup join(@Nullable ParallelConfig config, Map<String, String> environment) {
    ParallelConfig how = config == null ? ParallelConfig.DEFAULT : config;
    return Launch.of(environment)
        .<ProcessGroup>map(launch -> C10dProcessGroup.join(launch, how))
        .orElseGet(SingleProcess::new);
  }

  /// This process's number, from 0.
  int rank();

  /// How many processes there are.
  int size();

  /// Whether this is the process that writes and reports.
  default boolean isFirst() {
    return rank() == 0;
  }

  /// Adds a block up over all processes, in place (all-reduce).
  ///
  /// @param what names it in errors
  void sum(Tensor block, String what);

  /// Adds a block up over all processes, each of which gets the sums of its own part, in place
  /// (reduce-scatter). Other parts are left undefined.
  ///
  /// @param block one part a process, of equal sizes
  /// @param what names it in errors
  void sumParts(Tensor block, String what);

  /// Hands each process's part of a block to all others, in place (all-gather).
  ///
  /// @param block one part a process, of equal sizes
  /// @param what names it in errors
  void exchangeParts(Tensor block, String what);

  /// Adds numbers up over all processes.
  double[] sum(double... values);

  /// Waits for all others.
  default void barrier() {
    sum(0.0);
  }

  /// Whether it holds in any process.
  default boolean any(boolean here) {
    return sum(here ? 1 : 0)[0] > 0;
  }

  /// Each process's number, by rank.
  default double[] gather(double here) {
    double[] all = new double[size()];
    all[rank()] = here;
    return sum(all);
  }

  /// Each process's bytes, by rank. For messages, not for tensors: a byte travels as a number.
  default List<byte[]> gather(byte[] here) {
    double[] lengths = gather(here.length);
    int longest = (int) DoubleStream.of(lengths).max().orElseThrow();
    double[] all = new double[size() * longest];
    for (int i = 0; i < here.length; i++) {
      all[rank() * longest + i] = here[i];
    }
    double[] sum = sum(all);
    return IntStream.range(0, size())
        .mapToObj(rank -> bytes(sum, rank * longest, (int) lengths[rank]))
        .toList();
  }

  private static byte[] bytes(double[] numbers, int from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) numbers[from + i];
    }
    return bytes;
  }

  /// Refuses to go on when processes disagree about where the run stands.
  ///
  /// @param what it is that they should agree on
  default void requireSame(String what, long here) {
    double[] all = gather((double) here);
    for (int rank = 0; rank < size(); rank++) {
      if (all[rank] != all[0]) {
        throw new BadInputException(
            "%s are %.0f for rank 0 and %.0f for rank %d; all need the same files, on a directory that they share"
                .formatted(what, all[0], all[rank], rank));
      }
    }
  }

  /// Leaves. What others still wait for is not served after it.
  @Override
  void close();
}
