package io.github.deepeyes4j.app;

import java.util.concurrent.CountDownLatch;

/// Lets long work end in order when the process is told to stop: the request is seen between steps,
/// and the process waits for the work to say that it is done. (Native code must not run while
/// libraries are being torn down.)
final class Interruption {
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean requested;

  private Interruption() {}

  static Interruption install() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> {
                  interruption.requested = true;
                  try {
                    interruption.done.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
    return interruption;
  }

  boolean requested() {
    return requested;
  }

  void finished() {
    done.countDown();
  }
}
