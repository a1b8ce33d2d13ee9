package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.search.live.client.ProviderClient;
import io.github.deepeyes4j.search.live.client.ProviderException;
import io.github.deepeyes4j.search.live.client.ProviderException.Kind;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;
import okhttp3.Request;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Serper's picture search: `POST /lens`, rows in `organic`. It takes addresses only, so a picture
/// that is not on the web cannot be searched. Serper publishes no schema of it; the fields are
/// those that public clients read.
///
/// @param addresses where pictures are on the web, for those that are
public record SerperLens(HttpUrl base, Market market, Function<Picture, Optional<URI>> addresses)
    implements Provider.OfPictures {
  @Override
  public String id() {
    return "serper-lens(%s)".formatted(market);
  }

  @Override
  public Request request(Picture picture, ProviderClient client) {
    URI address =
        addresses
            .apply(picture)
            .orElseThrow(() ->
                new ProviderException(
                    Kind.UNSUPPORTED, "only pictures that are on the web can be searched"));
    JsonNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", address.toString())
            .put("gl", market.country())
            .put("hl", market.language());
    return new Request.Builder()
        .url(base.newBuilder().addPathSegment("lens").build())
        .post(ProviderClient.json(body))
        .build();
  }

  @Override
  public List<PictureMatch> parse(JsonNode answer) {
    return Rows.matches(Rows.required(answer, "organic"), "thumbnailUrl", "imageUrl");
  }
}
