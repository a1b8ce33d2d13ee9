package io.github.deepeyes4j.search.live.page;

import io.github.deepeyes4j.service.fetch.FetchException;

/// Reads pages. Safe for concurrent use.
public interface PageReader {
  /// Names the reader and every setting that decides what it reads.
  String id();

  /// @throws FetchException when the page may not or cannot be read
  Page read(String url) throws InterruptedException;
}
