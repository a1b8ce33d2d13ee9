package io.github.deepeyes4j.search;

import io.github.deepeyes4j.core.agent.SearchResult;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An engine that is opened when it is first asked, for one that takes time to make and may not be
/// needed. Safe for concurrent use: others wait while it opens.
public final class LazyEngine implements SearchEngine {
  private final Supplier<SearchEngine> opening;
  private @Nullable SearchEngine engine;

  /// @param opening called once at most
  public LazyEngine(Supplier<SearchEngine> opening) {
    this.opening = opening;
  }

  private synchronized SearchEngine engine() {
    if (engine == null) {
      engine = opening.get();
    }
    return engine;
  }

  /// Opens the engine: only then is its name known.
  @Override
  public String id() {
    return engine().id();
  }

  @Override
  public SearchResult search(SearchRequest request) throws InterruptedException {
    return engine().search(request);
  }

  @Override
  public synchronized void close() {
    if (engine != null) {
      engine.close();
    }
  }
}
