package io.github.deepeyes4j.search.http;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import java.util.List;

/// A search without rows, as an HTTP status: 400 when the engine refuses the request, 404 when a
/// replayed recording lacks it, 503 when the engine failed.
final class SearchFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  final int status;

  private SearchFailure(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /// The rows of a result that has any; what it is otherwise is thrown.
  static List<SearchHit> hits(SearchResult result) {
    return switch (result) {
      case SearchResult.Found(var hits) -> hits;
      case SearchResult.Refused(String message) -> throw new SearchFailure(400, message);
      case SearchResult.Unavailable(String reason) -> throw new SearchFailure(503, reason);
      case SearchResult.ReplayMiss(String key) -> throw new SearchFailure(404, key);
    };
  }
}
