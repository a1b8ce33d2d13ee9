package io.github.deepeyes4j.search.record;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import java.util.List;

/// Answers from a recording, and from nothing else: what is not recorded is a
/// [SearchResult.ReplayMiss], and noted in the recording. Safe for concurrent use.
public final class ReplayEngine implements SearchEngine {
  /// Stands for the engine of searches of which none was recorded.
  private static final String NONE = "none";

  private final Recording recording;
  private final String engine;

  private ReplayEngine(Recording recording, String engine) {
    this.recording = recording;
    this.engine = engine;
  }

  /// Replays the text searches of a recording.
  public static ReplayEngine text(Recording recording) {
    return of(recording, "text");
  }

  /// Replays the image searches of a recording.
  public static ReplayEngine image(Recording recording) {
    return of(recording, "image");
  }

  private static ReplayEngine of(Recording recording, String kind) {
    List<String> engines = recording.engines(kind);
    if (engines.size() > 1) {
      throw new BadInputException(
          "the recording has %s searches of several engines: %s"
              .formatted(kind, String.join(", ", engines)));
    }
    return new ReplayEngine(recording, engines.isEmpty() ? NONE : engines.getFirst());
  }

  @Override
  public String id() {
    return engine;
  }

  @Override
  public SearchResult search(SearchRequest request) {
    RequestKey key = RequestKey.of(engine, request);
    return recording
        .find(key)
        .orElseGet(() -> {
          recording.miss(key);
          return new SearchResult.ReplayMiss(key.digest());
        });
  }

  @Override
  public void close() {}
}
