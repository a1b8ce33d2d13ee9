package io.github.deepeyes4j.search.live.page;

import io.github.deepeyes4j.core.chat.ModelUnavailableException;

/// Says what a page holds on a query. Safe for concurrent use.
public interface PageSummarizer {
  /// Names the summarizer and everything that decides what it says.
  String id();

  /// @return what replaces the result's snippet; blank when the page holds nothing on the query
  /// @throws ModelUnavailableException when a model that was to read the page could not
  String summarize(String query, Page page) throws InterruptedException;
}
