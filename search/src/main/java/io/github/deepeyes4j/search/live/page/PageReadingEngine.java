package io.github.deepeyes4j.search.live.page;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.search.Exchange;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import io.github.deepeyes4j.search.live.client.FirstSuccesses;
import io.github.deepeyes4j.service.fetch.FetchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the pages that another engine finds and shows what they hold on the query in place of the
/// snippets. The other engine is asked for twice the rows: a page that cannot be read, or holds
/// nothing on the query, gives its place to the next. When too few are left the unread rows follow
/// with their own snippets. Picture searches go through unchanged. Safe for concurrent use.
public final class PageReadingEngine implements SearchEngine {
  private static final int SPARE = 2;

  private final SearchEngine engine;
  private final PageReader reader;
  private final PageSummarizer summarizer;

  /// @param engine closed with this one
  public PageReadingEngine(SearchEngine engine, PageReader reader, PageSummarizer summarizer) {
    this.engine = engine;
    this.reader = reader;
    this.summarizer = summarizer;
  }

  @Override
  public String id() {
    return "%s+pages(%s,%s)".formatted(engine.id(), reader.id(), summarizer.id());
  }

  @Override
  public SearchResult search(SearchRequest request) throws InterruptedException {
    if (!(request instanceof SearchRequest.Text(String query, int top))) {
      return engine.search(request);
    }
    SearchResult found = engine.search(new SearchRequest.Text(query, SPARE * top));
    if (!(found instanceof SearchResult.Found(List<SearchHit> hits))) {
      return found;
    }
    List<Read> read = FirstSuccesses.of(hits, top, hit -> read(query, hit));
    List<SearchHit> unread = new ArrayList<>(hits);
    unread.removeAll(read.stream().map(Read::hit).toList());
    return new SearchResult.Found(
        Stream.concat(read.stream().map(Read::shown), unread.stream()).limit(top).toList());
  }

  private record Read(SearchHit hit, String summary) {
    SearchHit shown() {
      return new SearchHit(hit.title(), hit.link(), summary, hit.date(), null);
    }
  }

  private Optional<Read> read(String query, SearchHit hit) throws InterruptedException {
    try {
      String summary = summarizer.summarize(query, reader.read(hit.link()));
      return summary.isBlank() ? Optional.empty() : Optional.of(new Read(hit, summary));
    } catch (FetchException e) {
      // The reader has reported it.
      return Optional.empty();
    } catch (ModelUnavailableException e) {
      new Exchange("summary of " + hit.link(), 0, String.valueOf(e.getMessage())).report();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
