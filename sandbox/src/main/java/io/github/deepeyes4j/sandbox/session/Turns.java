package io.github.deepeyes4j.sandbox.session;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Bounds how many requests run at the same time and how many wait for that. Safe for concurrent
/// use.
final class Turns {
  private final Semaphore running;
  private final AtomicInteger inside = new AtomicInteger();
  private final int most;

  Turns(int running, int waiting) {
    this.running = new Semaphore(running, true);
    this.most = running + waiting;
  }

  /// Takes a place in the queue; false when all are taken.
  boolean enter() {
    if (inside.incrementAndGet() > most) {
      inside.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    inside.decrementAndGet();
  }

  void begin() throws InterruptedException {
    running.acquire();
  }

  void end() {
    running.release();
  }

  /// Requests that wait or run.
  int inside() {
    return inside.get();
  }
}
