package io.github.deepeyes4j.search.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.search.Exchange;
import io.github.deepeyes4j.search.SearchRequest;
import io.github.deepeyes4j.search.live.client.ApiKey;
import io.github.deepeyes4j.search.live.client.ApiKey.Place;
import io.github.deepeyes4j.search.live.client.ProviderClient;
import io.github.deepeyes4j.service.fetch.FakeWeb;
import io.github.deepeyes4j.service.fetch.FakeWeb.Answer;
import io.github.deepeyes4j.service.fetch.FetchLimits;
import io.github.deepeyes4j.service.fetch.Guards;
import io.github.deepeyes4j.service.fetch.WebFetcher;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Searches by picture. The provider is on one loopback address, the thumbnails on another that
/// stands for the public internet.
class PictureProvidersTest {
  private static final String KEY = "secret-key-1";
  private static final Market MARKET = new Market("us", "en");
  private static final String UPLOADED = "{\"image_id\": \"up-1\"}";

  private final FakeWeb web = FakeWeb.local();
  private final FakeWeb pictures = FakeWeb.at(Guards.PUBLIC);
  private final WebFetcher fetcher = new WebFetcher(Guards.of(Map.of()), FetchLimits.DEFAULT);
  private final ProviderClient client =
      Clients.quick(ApiKey.of("K", KEY, new Place.Parameter("api_key")));

  @BeforeEach
  void serveThumbnail() {
    pictures.on("/t.png", picture(Clients.PICTURE.toPng()));
    web.on("/image", Answer.json(UPLOADED));
  }

  @AfterEach
  void close() {
    client.close();
    fetcher.close();
    web.close();
    pictures.close();
  }

  private static Answer picture(byte[] bytes) {
    return Answer.of(200, Map.of("Content-Type", "image/png"), bytes);
  }

  private HttpUrl base() {
    return HttpUrl.get(web.url("/"));
  }

  private SearchResult lens(Picture picture, String answer) throws InterruptedException {
    web.on("/search.json", Answer.json(answer));
    return search(new SerpApiLens(base(), MARKET, _ -> Optional.empty()), picture);
  }

  private SearchResult search(Provider provider, Picture picture) throws InterruptedException {
    return new LiveEngine(provider, client, fetcher).search(new SearchRequest.Image(picture, 2));
  }

  /// An answer of google_lens whose rows have these thumbnails.
  private static String matches(String... thumbnails) {
    List<String> rows =
        Arrays.stream(thumbnails)
            .map(t ->
                "{\"title\": \"T\", \"link\": \"https://a.example/\", \"thumbnail\": \"%s\"}"
                    .formatted(t))
            .toList();
    return "{\"search_metadata\": {\"status\": \"Success\"}, \"visual_matches\": [%s]}"
        .formatted(String.join(",", rows));
  }

  private static SearchHit hit() {
    return new SearchHit("T", "https://a.example/", null, null, Clients.PICTURE);
  }

  @Test
  void uploadsThePictureThenSearchesIt() throws InterruptedException {
    assertThat(lens(Clients.PICTURE, matches(pictures.url("/t.png"))))
        .isEqualTo(new SearchResult.Found(List.of(hit())));
    String upload = new String(web.asked().getFirst().body(), StandardCharsets.ISO_8859_1);
    assertThat(web.asked().getFirst().method()).isEqualTo("POST");
    assertThat(upload)
        .contains("name=\"api_key\"", KEY, "name=\"image\"; filename=\"picture.jpg\"");
    assertThat(web.last().parameters())
        .isEqualTo(
            Map.of(
                "engine",
                "google_lens",
                "type",
                "visual_matches",
                "country",
                "us",
                "hl",
                "en",
                "image_id",
                "up-1",
                "api_key",
                KEY));
  }

  @Test
  void searchesAPictureOfTheWebByItsAddress() throws InterruptedException {
    web.on("/search.json", Answer.json(matches(pictures.url("/t.png"))));
    URI address = URI.create("https://pictures.example/a.png?x=1&y=2");
    search(new SerpApiLens(base(), MARKET, _ -> Optional.of(address)), Clients.PICTURE);
    assertThat(web.asked()).hasSize(1);
    assertThat(web.last().parameters()).containsEntry("url", address.toString());
  }

  @Test
  void shrinksAPictureUntilItMayBeUploaded() throws InterruptedException {
    byte[] noise = new byte[3 * 2000 * 1500];
    new Random(1).nextBytes(noise);
    lens(Picture.ofRgb(2000, 1500, noise), matches(pictures.url("/t.png")));
    assertThat(web.asked().getFirst().body()).hasSizeBetween(200_000, 501_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"search_metadata": {"status": "Success"}, "search_information": {"visual_matches_state": "Fully empty"}} | ok
          {"search_metadata": {"status": "Error"}, "error": "Unsupported image."} | Unsupported image.
          {"search_metadata": {"status": "Success"}} | the answer has no list 'visual_matches'
          {"search_metadata": {"status": "Success"}, "visual_matches": [{"title": "T"}]} | none of 1 rows
          {"visual_matches": [ | not JSON
          """)
  void readsOtherAnswersOfLens(String answer, String expected) throws InterruptedException {
    SearchResult result = lens(Clients.PICTURE, answer);
    if (expected.equals("ok")) {
      assertThat(result).isEqualTo(new SearchResult.Found(List.of()));
    } else {
      assertThat(((SearchResult.Unavailable) result).reason()).contains(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | {} | the upload's answer has no 'image_id'
          413 | {"error": "The image is too large."} | HTTP 413: The image is too large.
          429 | {"error": "Your account has run out of searches."} | quota used up
          """)
  void saysWhyAnUploadFailed(int status, String body, String reason) throws InterruptedException {
    web.on("/image", Answer.json(status, body));
    assertThat(((SearchResult.Unavailable) lens(Clients.PICTURE, matches())).reason())
        .contains(reason);
  }

  @Test
  void rowsWithoutAUsableThumbnailGiveWayAndAreReported() throws InterruptedException {
    pictures.on("/text.png", Answer.of(200, "text/html", "no"));
    pictures.on("/damaged.png", picture(new byte[] {1, 2, 3}));
    pictures.on("/bomb.png", picture(png(30_000, 30_000)));
    String answer =
        matches(
            "http://127.0.0.1:%d/image".formatted(web.port()),
            "file:///etc/passwd",
            pictures.url("/text.png"),
            pictures.url("/damaged.png"),
            pictures.url("/bomb.png"),
            pictures.url("/t.png"));
    var heard = Exchange.listen(() -> lens(Clients.PICTURE, answer));
    assertThat(heard.result()).isEqualTo(new SearchResult.Found(List.of(hit())));
    assertThat(heard.exchanges())
        .extracting(Exchange::status)
        .containsExactly(200, 200, 0, 0, 0, 0, 0);
    assertThat(heard.exchanges().stream().map(Exchange::body))
        .anyMatch(body -> body.contains("127.0.0.1 is a loopback address"))
        .anyMatch(body -> body.contains("30000x30000 is 900000000 pixels, at most 4000000"));
    assertThat(heard.exchanges().toString()).doesNotContain(KEY);
  }

  @Test
  void failsWhenNoThumbnailCanBeHad() throws InterruptedException {
    assertThat(lens(Clients.PICTURE, matches("http://10.0.0.1/a.png")))
        .isEqualTo(
            new SearchResult.Unavailable(
                "serpapi(engine=google_lens,type=visual_matches,gl=us,hl=en): "
                    + "none of 1 thumbnails could be fetched"));
  }

  @Test
  void searchesNoWords() throws InterruptedException {
    LiveEngine engine =
        new LiveEngine(new SerpApiLens(base(), MARKET, _ -> Optional.empty()), client, fetcher);
    assertThat(engine.search(new SearchRequest.Text("x", 5)))
        .isEqualTo(
            new SearchResult.Refused("Error: this search service searches by picture only."));
  }

  /// The uploaded file is the picture, upright and whole.
  @Test
  void uploadsJpeg() {
    Picture grey = Picture.ofRgb(64, 32, filled(64 * 32 * 3, (byte) 90));
    Picture back = PictureDecoder.decode(Jpeg.encode(grey, 100_000), "upload");
    assertThat(back.width()).isEqualTo(64);
    assertThat(back.height()).isEqualTo(32);
    assertThat(Math.abs(back.rgb()[100] - 90)).isLessThan(3);
  }

  /// The beginning of a PNG file that claims a size.
  private static byte[] png(int width, int height) {
    return ByteBuffer.allocate(33)
        .putLong(0x89504e470d0a1a0aL)
        .putInt(13)
        .put("IHDR".getBytes(StandardCharsets.US_ASCII))
        .putInt(width)
        .putInt(height)
        .put(new byte[] {8, 2, 0, 0, 0})
        .array();
  }

  private static byte[] filled(int length, byte value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, value);
    return bytes;
  }
}
