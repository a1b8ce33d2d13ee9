package io.github.deepeyes4j.search.record;

import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.search.Exchange;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import java.util.Optional;

/// Records what an engine answers. A request that is recorded already is answered from there,
/// unless the engine had failed then. Safe for concurrent use.
public final class RecordingEngine implements SearchEngine {
  private final SearchEngine engine;
  private final Recording recording;

  /// @param recording open for appending; stays open when this closes
  public RecordingEngine(SearchEngine engine, Recording recording) {
    this.engine = engine;
    this.recording = recording;
  }

  @Override
  public String id() {
    return engine.id();
  }

  @Override
  public SearchResult search(SearchRequest request) throws InterruptedException {
    RequestKey key = RequestKey.of(engine.id(), request);
    Optional<SearchResult> known =
        recording.find(key).filter(result -> !(result instanceof SearchResult.Unavailable));
    if (known.isPresent()) {
      return known.get();
    }
    long start = System.nanoTime();
    Exchange.Overheard<SearchResult> answered = Exchange.listen(() -> engine.search(request));
    double seconds = (System.nanoTime() - start) / 1e9;
    recording.put(key, answered.result(), answered.exchanges(), seconds);
    return answered.result();
  }

  @Override
  public void close() {
    engine.close();
  }
}
