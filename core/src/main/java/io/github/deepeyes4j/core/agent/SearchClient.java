package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.image.Picture;

/// The port to text and image search. Safe for concurrent use.
public interface SearchClient extends AutoCloseable {
  SearchResult searchText(String query) throws InterruptedException;

  SearchResult searchImage(Picture picture) throws InterruptedException;

  @Override
  void close();

  /// Search switched off: every call is refused, and the model is told so.
  static SearchClient off() {
    return new SearchClient() {
      private static final SearchResult OFF = new SearchResult.Refused("Error: search is off.");

      @Override
      public SearchResult searchText(String query) {
        return OFF;
      }

      @Override
      public SearchResult searchImage(Picture picture) {
        return OFF;
      }

      @Override
      public void close() {}
    };
  }
}
