package io.github.deepeyes4j.search;

import io.github.deepeyes4j.core.image.Picture;

/// What is searched for.
public sealed interface SearchRequest {
  /// Rows wanted at most.
  int top();

  /// A search by words. The query is taken as it is written: nothing is lower-cased or stemmed
  /// before an engine sees it.
  record Text(String query, int top) implements SearchRequest {}

  /// A search for pictures that look alike.
  record Image(Picture picture, int top) implements SearchRequest {}
}
