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

  /// Searches by words with one client and by picture with another. Closing it leaves both open.
  static SearchClient of(SearchClient words, SearchClient pictures) {
    return new SearchClient() {
      @Override
      public SearchResult searchText(String query) throws InterruptedException {
        return words.searchText(query);
      }

      @Override
      public SearchResult searchImage(Picture picture) throws InterruptedException {
        return pictures.searchImage(picture);
      }

      @Override
      public void close() {}
    };
  }
}
