package io.github.deepeyes4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.engine.http.Client.Answer;
import io.github.deepeyes4j.service.BearerToken;
import io.github.deepeyes4j.service.fetch.FakeWeb;
import io.github.deepeyes4j.service.fetch.FetchLimits;
import io.github.deepeyes4j.service.fetch.Guards;
import io.github.deepeyes4j.service.fetch.WebFetcher;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pictures behind addresses. A server at 127.0.0.2 stands for the public internet, one at
/// 127.0.0.1 for what must stay out of reach.
class FetchedPicturesTest {
  private static final Picture PICTURE = Picture.ofRgb(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
  private static final String PART = "{\"type\": \"image_url\", \"image_url\": {\"url\": \"%s\"}}";

  private final FakeWeb site = FakeWeb.at(Guards.PUBLIC);
  private final FakeWeb inside = FakeWeb.local();
  private final WebFetcher web =
      new WebFetcher(
          Guards.of(Map.of("site.test", List.of(Guards.PUBLIC), "in.test", List.of("127.0.0.1"))),
          new FetchLimits(1000, Duration.ofSeconds(2), 2));
  private final ScriptedModel model = new ScriptedModel();
  private final ChatServer server =
      ChatServer.start(
          new Served(model, Optional.empty(), Optional.empty(), Optional.of(web)),
          new ChatServer.Options("127.0.0.1", 0, new BearerToken(""), 1, 4));

  @BeforeEach
  void publish() {
    site.on("/a.png", picture(PICTURE.toPng()));
    inside.on("/a.png", picture(PICTURE.toPng()));
  }

  private static FakeWeb.Answer picture(byte[] file) {
    return FakeWeb.Answer.of(200, Map.of("Content-Type", "image/png"), file);
  }

  @AfterEach
  void stop() {
    server.close();
    web.close();
    site.close();
    inside.close();
  }

  private Answer show(String... urls) throws Exception {
    List<String> parts = List.of(urls).stream().map(PART::formatted).toList();
    return new Client(server)
        .chat(
            "{\"messages\": [{\"role\": \"user\", \"content\": [%s]}]}"
                .formatted(String.join(", ", parts)));
  }

  private void assertRefused(String url, String message) throws Exception {
    Answer answer = show(url);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.json().at("/error/message").asString())
        .startsWith("messages[0].content[0].image_url: ")
        .contains(message);
  }

  @Test
  void arePartOfTheConversation() throws Exception {
    String url = "http://site.test:%d/a.png".formatted(site.port());
    assertThat(show(url, url).status()).isEqualTo(200);
    assertThat(model.conversations.element().getFirst().pictures())
        .containsExactly(PICTURE, PICTURE);
  }

  @Test
  void stayOnThePublicInternet() throws Exception {
    site.on("/in", FakeWeb.Answer.redirect(inside.url("/a.png")));
    assertRefused(inside.url("/a.png"), "127.0.0.1 is a loopback address");
    assertRefused("http://in.test:%d/a.png".formatted(inside.port()), "a loopback address");
    assertRefused(site.url("/in"), "127.0.0.1 is a loopback address");
    assertRefused("file:///etc/passwd", "only http and https are fetched");
    assertThat(inside.asked()).isEmpty();
    assertThat(model.prompts).isEmpty();
  }

  @Test
  void areBounded() throws Exception {
    site.on("/large", picture(new byte[1001]));
    site.on("/slow", picture(PICTURE.toPng()).after(9000));
    site.on("/text", FakeWeb.Answer.of(200, "text/html", "<p>"));
    site.on("/round", FakeWeb.Answer.redirect("/round"));
    site.on("/damaged", picture(new byte[] {1, 2, 3}));
    assertRefused(site.url("/large"), "larger than 1000 bytes");
    assertRefused(site.url("/slow"), "no answer within 2.0 s");
    assertRefused(site.url("/text"), "content type text/html is not taken");
    assertRefused(site.url("/round"), "more than 2 redirects");
    assertRefused(site.url("/damaged"), "not a picture");
    Answer many = show(Collections.nCopies(17, site.url("/a.png")).toArray(String[]::new));
    many.assertRefused(400, "messages[0].content[16].image_url", "more pictures to fetch than 16");
  }
}
