package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import java.util.concurrent.CountDownLatch;

/// What the commands that serve have in common.
final class ServiceRun {
  /// Ends a service: what runs is finished or saved first.
  interface Stop {
    void run() throws InterruptedException;
  }

  private ServiceRun() {}

  /// Refuses an option's value.
  static void require(boolean holds, String option, Object value, String allowed) {
    if (!holds) {
      throw new BadInputException("%s %s must be %s".formatted(option, value, allowed));
    }
  }

  static void requirePort(int port) {
    require(port >= 0 && port <= 65535, "--port", port, "0 to 65535");
  }

  /// Says where a service listens, and waits until this process is told to end.
  ///
  /// @param name of the command
  /// @param stop run once, on SIGTERM or Ctrl-C
  static void untilStopped(String name, String host, int port, Stop stop)
      throws InterruptedException {
    System.out.println("deepeyes %s listens on http://%s:%d".formatted(name, host, port));
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              try {
                stop.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                stopped.countDown();
              }
            }));
    stopped.await();
  }
}
