package io.github.deepeyes4j.service.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.service.fetch.FakeWeb.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What may be fetched: a server at 127.0.0.2 stands for the public internet, one at 127.0.0.1 for
/// what must stay out of reach.
class WebFetcherTest {
  private static final FetchLimits LIMITS = new FetchLimits(10_000, Duration.ofSeconds(2), 5);

  private final FakeWeb site = FakeWeb.at(Guards.PUBLIC);
  private final FakeWeb secret = FakeWeb.local().on("/", Answer.of(200, "text/plain", "secret"));
  private final WebFetcher fetcher =
      new WebFetcher(
          Guards.of(
              Map.of(
                  "site.test", List.of(Guards.PUBLIC),
                  "rebound.test", List.of("127.0.0.1"),
                  "half.test", List.of(Guards.PUBLIC, "10.0.0.1"),
                  "six.test", List.of("::1"),
                  "mapped.test", List.of("::ffff:127.0.0.1"),
                  "metadata.test", List.of("169.254.169.254"),
                  "localhost", List.of("127.0.0.1"))),
          LIMITS);

  @AfterEach
  void close() {
    fetcher.close();
    site.close();
    secret.close();
  }

  private Fetched fetch(String url) throws InterruptedException {
    return fetcher.fetch(url, WebFetcher.TEXTS);
  }

  @Test
  void fetchesByNameAndKeepsTheName() throws InterruptedException {
    site.on("/page", Answer.of(200, "text/html; charset=utf-8", "<p>Grüße"));
    Fetched fetched = fetch("http://site.test:%d/page?a=b".formatted(site.port()));
    assertThat(new String(fetched.bytes(), fetched.charset())).isEqualTo("<p>Grüße");
    assertThat(fetched.type()).isEqualTo("text/html");
    assertThat(site.last().header("Host")).isEqualTo("site.test:" + site.port());
    assertThat(site.last().uri()).hasToString("/page?a=b");
    assertThat(site.last().headers()).doesNotContainKeys("Cookie", "Authorization");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://127.0.0.1:PORT/                  | a loopback address
          http://127.0.0.3:PORT/                  | a loopback address
          http://127.1:PORT/                      | an unusual form
          http://2130706433:PORT/                 | an unusual form
          http://0x7f000001:PORT/                 | an unusual form
          http://0x7f.0.0.1:PORT/                 | an unusual form
          http://0177.0.0.1:PORT/                 | an unusual form
          http://127.0.0.1.:PORT/                 | ends in a dot
          http://localhost:PORT/                  | localhost is at 127.0.0.1, a loopback address
          http://localhost.:PORT/                 | ends in a dot
          http://rebound.test:PORT/               | rebound.test is at 127.0.0.1
          http://half.test:PORT/                  | half.test is at 10.0.0.1, a private address
          http://six.test:PORT/                   | a loopback address
          http://mapped.test:PORT/                | mapped.test is at 127.0.0.1
          http://metadata.test/latest/meta-data/  | a link-local address
          http://[::1]:PORT/                      | a loopback address
          http://[::ffff:127.0.0.1]:PORT/         | 127.0.0.1 is a loopback address
          http://[::ffff:7f00:1]:PORT/            | 127.0.0.1 is a loopback address
          http://[::127.0.0.1]:PORT/              | IPv4-compatible
          http://[64:ff9b::7f00:1]:PORT/          | NAT64
          http://[2002:7f00:1::]:PORT/            | 6to4
          http://[fd00:ec2::254]/                 | a unique local address
          http://[fe80::1]/                       | a link-local address
          http://[fe80::1%25eth0]/                | not a web address
          http://[ff02::1]/                       | a multicast address
          http://[2001:db8::1]/                   | a documentation address
          http://[4000::1]/                       | no global unicast address
          http://0.0.0.0:PORT/                    | an unspecified address
          http://10.1.2.3/                        | a private address
          http://172.31.255.255/                  | a private address
          http://192.168.0.1/                     | a private address
          http://100.100.100.200/                 | behind a provider's translation
          http://169.254.169.254/latest/          | a link-local address
          http://168.63.129.16/                   | a cloud's service address
          http://198.51.100.7/                    | a documentation address
          http://224.0.0.1/                       | a multicast address
          http://255.255.255.255/                 | a reserved address
          http://site.test:SITE@127.0.0.1:PORT/   | carries a user name
          http://user@site.test:SITE/             | carries a user name
          http://site.test:SITE\\@127.0.0.1:PORT/ | backslash
          http://site.test:22/                    | port 22
          http://site.test:0/                     | not a web address
          http://%31%32%37.0.0.1:PORT/            | a loopback address
          http://１２７.０.０.１:PORT/             | a loopback address
          http:///                                | not a web address
          file:///etc/passwd                      | only http and https
          gopher://127.0.0.1:6379/_FLUSHALL       | only http and https
          ftp://site.test/                        | only http and https
          jar:http://127.0.0.1:PORT/a.jar!/       | only http and https
          data:text/html,hello                    | only http and https
          //127.0.0.1:PORT/                       | only http and https
          """)
  void refusesAndSendsNothing(String url, String reason) {
    String hostile = url.replace("PORT", "" + secret.port()).replace("SITE", "" + site.port());
    assertThatThrownBy(() -> fetch(hostile))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining(reason);
    assertThat(secret.asked()).isEmpty();
    assertThat(site.asked()).isEmpty();
  }

  @Test
  void refusesLineBreaksInAddresses() {
    assertThatThrownBy(() -> fetch("http://site.test/\r\nHost: other"))
        .hasMessage(
            "http://site.test/??Host: other: refused: "
                + "contains a space, backslash or control character");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:PORT/",
        "http://localhost:PORT/",
        "http://rebound.test:PORT/",
        "//127.0.0.1:PORT/",
        "http://[::ffff:127.0.0.1]:PORT/",
        "http://2130706433:PORT/",
        "http://user@127.0.0.1:PORT/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:PORT/_x"
      })
  void refusesRedirectsToWhatIsRefused(String target) {
    site.on("/start", Answer.redirect(target.replace("PORT", "" + secret.port())));
    assertThatThrownBy(() -> fetch(site.url("/start")))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("refused");
    assertThat(secret.asked()).isEmpty();
  }

  @Test
  void followsFiveRedirectsAndNoMore() throws InterruptedException {
    for (int i = 0; i < 6; i++) {
      site.on("/" + i, Answer.redirect("/" + (i + 1)));
    }
    site.on("/6", Answer.of(200, "text/plain", "here"));
    assertThat(fetch(site.url("/1")).url().encodedPath()).isEqualTo("/6");
    assertThatThrownBy(() -> fetch(site.url("/0")))
        .hasMessage(site.url("/0") + ": more than 5 redirects");
  }

  @Test
  void checksTheNameAgainAtARedirect() {
    site.on("/start", Answer.redirect("http://metadata.test/latest/"));
    assertThatThrownBy(() -> fetch(site.url("/start")))
        .hasMessage(
            "http://metadata.test/latest/: refused: metadata.test is at 169.254.169.254, "
                + "a link-local address");
  }

  @Test
  void refusesWhatIsTooLarge() {
    site.on("/big", Answer.of(200, "text/plain", "x".repeat(10_001)));
    assertThatThrownBy(() -> fetch(site.url("/big")))
        .hasMessage(site.url("/big") + ": larger than 10000 bytes, the most that are taken");
  }

  @Test
  void takesWhatIsJustSmallEnough() throws InterruptedException {
    site.on("/full", Answer.of(200, "text/plain", "x".repeat(10_000)));
    assertThat(fetch(site.url("/full")).bytes()).hasSize(10_000);
  }

  @Test
  void boundsDecompression() throws IOException {
    byte[] bomb = gzip("x".repeat(50_000_000));
    assertThat(bomb).hasSizeLessThan(60_000);
    site.on(
        "/bomb",
        Answer.of(200, Map.of("Content-Type", "text/plain", "Content-Encoding", "gzip"), bomb));
    FetchLimits larger = new FetchLimits(1 << 20, Duration.ofSeconds(5), 5);
    try (WebFetcher roomy = new WebFetcher(Guards.of(Map.of()), larger)) {
      assertThatThrownBy(() -> roomy.fetch(site.url("/bomb"), WebFetcher.TEXTS))
          .hasMessageContaining("larger than 1048576 bytes");
    }
  }

  @Test
  void decompresses() throws Exception {
    site.on(
        "/small",
        Answer.of(
            200, Map.of("Content-Type", "text/plain", "Content-Encoding", "gzip"), gzip("hello")));
    assertThat(new String(fetch(site.url("/small")).bytes(), StandardCharsets.UTF_8))
        .isEqualTo("hello");
  }

  @Test
  void boundsTimeOverAllRedirects() {
    for (int i = 0; i < 4; i++) {
      site.on("/" + i, Answer.redirect("/" + (i + 1)).after(700));
    }
    long start = System.nanoTime();
    assertThatThrownBy(() -> fetch(site.url("/0"))).hasMessageContaining("no answer within 2.0 s");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void boundsTimeOfSlowBodies() {
    site.on("/drip", Answer.of(200, "text/plain", "x".repeat(100)).dripping(100));
    long start = System.nanoTime();
    assertThatThrownBy(() -> fetch(site.url("/drip"))).hasMessageContaining("no answer within 2.0");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/pdf",
        "application/octet-stream",
        "image/png",
        "video/mp4",
        "text/css"
      })
  void refusesOtherContent(String type) {
    site.on("/it", Answer.of(200, type, "x"));
    assertThatThrownBy(() -> fetch(site.url("/it")))
        .hasMessage(site.url("/it") + ": content type %s is not taken".formatted(type));
  }

  @Test
  void refusesUnnamedContent() {
    site.on("/it", Answer.of(200, Map.of(), new byte[] {1}));
    assertThatThrownBy(() -> fetch(site.url("/it")))
        .hasMessage(site.url("/it") + ": content type none is not taken");
  }

  @Test
  void namesTheStatus() {
    assertThatThrownBy(() -> fetch(site.url("/missing")))
        .hasMessage(site.url("/missing") + ": HTTP 404");
  }

  @Test
  void stopsWhenInterrupted() throws InterruptedException {
    site.on("/slow", Answer.of(200, "text/plain", "late").after(1500));
    Throwable[] thrown = new Throwable[1];
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                fetch(site.url("/slow"));
              } catch (InterruptedException | RuntimeException e) {
                thrown[0] = e;
              }
            });
    Thread.sleep(300);
    thread.interrupt();
    thread.join(Duration.ofSeconds(1));
    assertThat(thrown[0]).isInstanceOf(InterruptedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8.8.8.8", "93.184.216.34", "100.63.255.255", "172.32.0.1", "2606:4700::1111"})
  void letsPublicAddressesThrough(String address) {
    assertThat(PublicAddresses.objection(Guards.address(address))).isEmpty();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }
}
