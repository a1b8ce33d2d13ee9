package io.github.deepeyes4j.app;

import java.util.ArrayDeque;
import java.util.Deque;

/// What a command has opened, closed in reverse. Confined to one thread at a time.
final class Opened implements AutoCloseable {
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T resource) {
    resources.push(resource);
    return resource;
  }

  @Override
  public void close() {
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("closing", e);
      }
    }
  }
}
