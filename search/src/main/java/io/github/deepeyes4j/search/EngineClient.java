package io.github.deepeyes4j.search;

import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.Picture;

/// An engine as the agent loop's search tool.
///
/// @param top rows of a result
public record EngineClient(SearchEngine engine, int top) implements SearchClient {
  /// Rows that the models were trained on.
  public static final int TOP = 5;

  public EngineClient(SearchEngine engine) {
    this(engine, TOP);
  }

  @Override
  public SearchResult searchText(String query) throws InterruptedException {
    return engine.search(new SearchRequest.Text(query, top));
  }

  @Override
  public SearchResult searchImage(Picture picture) throws InterruptedException {
    return engine.search(new SearchRequest.Image(picture, top));
  }

  @Override
  public void close() {
    engine.close();
  }
}
