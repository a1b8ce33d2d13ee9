package io.github.deepeyes4j.search.leak;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Takes blocked pages out of what an engine finds, before a model sees them and before the rows
/// are counted: the next row moves up. Safe for concurrent use.
public final class LeakGuard implements SearchEngine {
  /// Rows asked for beyond those wanted, to move up.
  private static final int SPARE = 5;

  private final SearchEngine engine;
  private final Blocklist blocklist;
  private final List<Removed> removed = new CopyOnWriteArrayList<>();

  /// A row that was taken out.
  ///
  /// @param query that found it; the picture's digest for a search by picture
  public record Removed(String query, String link, String rule, List<String> benchmarks) {}

  public LeakGuard(SearchEngine engine, Blocklist blocklist) {
    this.engine = engine;
    this.blocklist = blocklist;
  }

  @Override
  public String id() {
    return "%s without %s".formatted(engine.id(), blocklist.id());
  }

  @Override
  public SearchResult search(SearchRequest request) throws InterruptedException {
    return switch (request) {
      case SearchRequest.Text(String query, int top) ->
          filtered(query, top, engine.search(new SearchRequest.Text(query, top + SPARE)));
      case SearchRequest.Image(var picture, int top) ->
          filtered(
              picture.digest(), top, engine.search(new SearchRequest.Image(picture, top + SPARE)));
    };
  }

  private SearchResult filtered(String query, int top, SearchResult result) {
    if (!(result instanceof SearchResult.Found(var hits))) {
      return result;
    }
    List<SearchHit> kept = new ArrayList<>();
    for (SearchHit hit : hits) {
      if (kept.size() == top) {
        break;
      }
      Optional<Blocklist.Rule> rule = blocklist.blocking(hit.link());
      if (rule.isPresent()) {
        removed.add(new Removed(query, hit.link(), rule.get().name(), rule.get().benchmarks()));
      } else {
        kept.add(hit);
      }
    }
    return new SearchResult.Found(kept);
  }

  /// The rows that were taken out so far, in order.
  public List<Removed> removed() {
    return List.copyOf(removed);
  }

  @Override
  public void close() {
    engine.close();
  }
}
