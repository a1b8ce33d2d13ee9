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
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// SerpApi's `google_lens` engine: `GET /search.json`, rows in `visual_matches`. A picture that is
/// not on the web is uploaded first (`POST /image`, at most 500 kB); the `image_id` that comes back
/// holds for ten minutes.
///
/// @param addresses where pictures are on the web, for those that are
public record SerpApiLens(HttpUrl base, Market market, Function<Picture, Optional<URI>> addresses)
    implements Provider.OfPictures {
  private static final int MAX_UPLOAD = 500_000;

  @Override
  public String id() {
    return "serpapi(engine=google_lens,type=visual_matches,%s)".formatted(market);
  }

  @Override
  public Request request(Picture picture, ProviderClient client) throws InterruptedException {
    HttpUrl.Builder url =
        base.newBuilder()
            .addPathSegment("search.json")
            .addQueryParameter("engine", "google_lens")
            .addQueryParameter("type", "visual_matches")
            .addQueryParameter("country", market.country())
            .addQueryParameter("hl", market.language());
    Optional<URI> address = addresses.apply(picture);
    if (address.isPresent()) {
      url.addQueryParameter("url", address.get().toString());
    } else {
      url.addQueryParameter("image_id", upload(picture, client));
    }
    return new Request.Builder().url(url.build()).build();
  }

  private String upload(Picture picture, ProviderClient client) throws InterruptedException {
    RequestBody file =
        RequestBody.create(Jpeg.encode(picture, MAX_UPLOAD), MediaType.get("image/jpeg"));
    MultipartBody form =
        new MultipartBody.Builder()
            .setType(MultipartBody.FORM)
            .addFormDataPart("image", "picture.jpg", file)
            .build();
    HttpUrl url = base.newBuilder().addPathSegment("image").build();
    JsonNode answer = client.ask(new Request.Builder().url(url).post(form).build());
    @Nullable String id = Rows.text(answer, "image_id");
    if (id == null) {
      throw new ProviderException(Kind.MALFORMED, "the upload's answer has no 'image_id'");
    }
    return id;
  }

  @Override
  public List<PictureMatch> parse(JsonNode answer) {
    return Rows.matches(SerpApi.rows(answer, "visual_matches"), "thumbnail");
  }
}
