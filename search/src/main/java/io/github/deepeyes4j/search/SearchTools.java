package io.github.deepeyes4j.search;

import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.Picture;

/// The two search tools of the agent over two engines. Safe for concurrent use.
public final class SearchTools implements SearchClient {
  /// Rows of a result, as the paper has it (section 3.1).
  public static final int TOP = 5;

  private final SearchEngine text;
  private final SearchEngine image;

  /// Searches by words alone.
  public SearchTools(SearchEngine text) {
    this(text, SearchEngine.off());
  }

  /// @param text serves searches by words
  /// @param image serves searches by picture
  public SearchTools(SearchEngine text, SearchEngine image) {
    this.text = text;
    this.image = image;
  }

  @Override
  public SearchResult searchText(String query) throws InterruptedException {
    return text.search(new SearchRequest.Text(query, TOP));
  }

  @Override
  public SearchResult searchImage(Picture picture) throws InterruptedException {
    return image.search(new SearchRequest.Image(picture, TOP));
  }

  @Override
  public void close() {
    text.close();
    image.close();
  }
}
