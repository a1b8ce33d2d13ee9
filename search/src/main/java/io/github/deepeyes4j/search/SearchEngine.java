package io.github.deepeyes4j.search;

import io.github.deepeyes4j.core.agent.SearchResult;

/// Where results come from: a local index, a provider on the web, or a recording of either. Safe
/// for concurrent use.
public interface SearchEngine extends AutoCloseable {
  /// Names the engine and all of its settings that decide what it answers, a local corpus's digest
  /// included: the same request to an engine of the same name has the same answer, as far as the
  /// engine can promise that.
  String id();

  /// Searches. What the engine cannot do or fails at is a result too: [SearchResult.Refused] when
  /// it does not serve this kind of request, [SearchResult.Unavailable] when it failed.
  SearchResult search(SearchRequest request) throws InterruptedException;

  @Override
  void close();
}
