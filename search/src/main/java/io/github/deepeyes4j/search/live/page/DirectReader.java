package io.github.deepeyes4j.search.live.page;

import io.github.deepeyes4j.search.Exchange;
import io.github.deepeyes4j.service.fetch.FetchException;
import io.github.deepeyes4j.service.fetch.Fetched;
import io.github.deepeyes4j.service.fetch.WebFetcher;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/// Fetches pages itself and takes the content out of HTML; other text stays as it is. Scripts do
/// not run, so pages that are made by them have no text.
public final class DirectReader implements PageReader {
  private final WebFetcher fetcher;

  /// @param fetcher stays open
  public DirectReader(WebFetcher fetcher) {
    this.fetcher = fetcher;
  }

  @Override
  public String id() {
    return "direct";
  }

  @Override
  public Page read(String url) throws InterruptedException {
    try {
      Page page = page(url, fetcher.fetch(url, WebFetcher.TEXTS));
      if (page.text().isBlank()) {
        throw new FetchException(url, "no text on the page");
      }
      new Exchange("GET " + url, 200, page.text()).report();
      return page;
    } catch (FetchException e) {
      new Exchange("GET " + url, 0, String.valueOf(e.getMessage())).report();
      throw e;
    }
  }

  private static Page page(String url, Fetched fetched) {
    return switch (fetched.type()) {
      case "text/html", "application/xhtml+xml" -> {
        Document document = parse(fetched, Parser.htmlParser());
        yield new Page(url, document.title(), MainContent.of(document));
      }
      case "text/xml", "application/xml" -> {
        Document document = parse(fetched, Parser.xmlParser());
        yield new Page(url, document.title(), document.wholeText().strip());
      }
      default -> {
        @Nullable Charset named = fetched.charset();
        Charset charset = named == null ? StandardCharsets.UTF_8 : named;
        yield new Page(url, "", new String(fetched.bytes(), charset).strip());
      }
    };
  }

  /// Parses in the server's charset or, without one, the document's own.
  private static Document parse(Fetched fetched, Parser parser) {
    @Nullable Charset charset = fetched.charset();
    try {
      return Jsoup.parse(
          new ByteArrayInputStream(fetched.bytes()),
          charset == null ? null : charset.name(),
          fetched.url().toString(),
          parser);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }
}
