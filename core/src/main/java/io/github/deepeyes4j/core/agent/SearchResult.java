package io.github.deepeyes4j.core.agent;

import java.util.List;

/// What a search tool answers.
public sealed interface SearchResult {
  /// Rows in the provider's order; none is an answer too.
  record Found(List<SearchHit> hits) implements SearchResult {
    public Found {
      hits = List.copyOf(hits);
    }
  }

  /// The call named something that cannot be searched; `message` is for the model.
  record Refused(String message) implements SearchResult {}

  /// The provider failed; `reason` is for people, not for the model.
  record Unavailable(String reason) implements SearchResult {}

  /// A recording is replayed that has no answer to this request: the episode would not be the one
  /// that was recorded, and ends.
  ///
  /// @param key of the request in the recording
  record ReplayMiss(String key) implements SearchResult {}
}
