package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.search.live.client.ProviderClient;
import java.util.List;
import okhttp3.Request;
import tools.jackson.databind.JsonNode;

/// A search service on the web: how it is asked and how its answer is read, nothing else. Requests
/// hold no key; [ProviderClient] adds it. Immutable, safe for concurrent use.
///
/// Of an answer, unknown fields are ignored and missing optional ones are null; an answer without
/// its list of rows is a [ProviderException], not an empty result.
public sealed interface Provider {
  /// Names the provider and every setting that decides what it answers.
  String id();

  /// Searches by words.
  non-sealed interface OfText extends Provider {
    /// @param top rows wanted; providers may send more or fewer
    Request request(String query, int top);

    /// The rows, in the provider's order.
    List<SearchHit> parse(JsonNode answer);
  }

  /// Searches by picture.
  non-sealed interface OfPictures extends Provider {
    /// May upload the picture first, through the client.
    Request request(Picture picture, ProviderClient client) throws InterruptedException;

    /// The rows, in the provider's order.
    List<PictureMatch> parse(JsonNode answer);
  }

  /// A page with a picture like the one searched for.
  ///
  /// @param thumbnail address of a small version of the picture found
  record PictureMatch(String title, String link, String thumbnail) {}
}
