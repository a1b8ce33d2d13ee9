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

  /// May be called twice when the engine serves both kinds of request.
  @Override
  void close();

  /// Search switched off: every request is refused.
  static SearchEngine off() {
    return new SearchEngine() {
      @Override
      public String id() {
        return "off";
      }

      @Override
      public SearchResult search(SearchRequest request) {
        return new SearchResult.Refused("Error: search is off.");
      }

      @Override
      public void close() {}
    };
  }
}
