package io.github.deepeyes4j.train.parallel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Several ranks as threads of this process, each with a process group of its own.
public final class Ranks {
  private Ranks() {}

  /// What a rank does.
  public interface Work<R> {
    R run(ProcessGroup group) throws Exception;
  }

  /// Lets all ranks work.
  ///
  /// @return their results, by rank
  public static <R> List<R> run(int size, Work<R> work) throws Exception {
    return run(size, 30, work);
  }

  /// Lets all ranks work.
  ///
  /// @param timeoutSeconds how long one waits for the others
  /// @return their results, by rank
  public static <R> List<R> run(int size, int timeoutSeconds, Work<R> work) throws Exception {
    int port = freePort();
    ParallelConfig config =
        new ParallelConfig(
            ParallelConfig.Mode.REPLICATED, ParallelConfig.Backend.GLOO, timeoutSeconds);
    try (ExecutorService threads = Executors.newFixedThreadPool(size)) {
      List<Future<R>> futures = new ArrayList<>();
      for (int rank = 0; rank < size; rank++) {
        Map<String, String> environment = environment(rank, size, port);
        futures.add(
            threads.submit(() -> {
              try (ProcessGroup group = ProcessGroup.join(config, environment)) {
                return work.run(group);
              }
            }));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }

  /// The variables that a launcher sets.
  public static Map<String, String> environment(int rank, int size, int port) {
    return Map.of(
        "RANK", String.valueOf(rank),
        "WORLD_SIZE", String.valueOf(size),
        "MASTER_ADDR", "127.0.0.1",
        "MASTER_PORT", String.valueOf(port));
  }

  /// A port that nobody listens on.
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
