package io.github.deepeyes4j.search.live.page;

import io.github.deepeyes4j.search.live.client.ProviderClient;
import io.github.deepeyes4j.search.live.client.ProviderException;
import io.github.deepeyes4j.service.fetch.FetchException;
import io.github.deepeyes4j.service.fetch.UrlGuard;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.Request;
import tools.jackson.databind.JsonNode;

/// Reads pages through Jina's Reader: `GET {reader}/{address}`, or `POST` with the address as a
/// field when it has a fragment, which a path would lose. Reader runs a page's scripts and answers
/// with Markdown. Addresses are checked as for our own fetches, but for resolving names: what is
/// not on the public internet is not told to others.
public final class JinaReader implements PageReader {
  public static final HttpUrl PUBLIC = HttpUrl.get("https://r.jina.ai");

  private final HttpUrl base;
  private final ProviderClient client;
  private final UrlGuard guard = UrlGuard.publicInternet();

  /// @param base of the Reader
  /// @param client stays open
  public JinaReader(HttpUrl base, ProviderClient client) {
    this.base = base.newBuilder().addPathSegment("").build();
    this.client = client;
  }

  @Override
  public String id() {
    return "jina";
  }

  @Override
  public Page read(String url) throws InterruptedException {
    HttpUrl address = guard.check(url);
    try {
      return page(url, client.ask(request(address)));
    } catch (ProviderException e) {
      throw new FetchException(url, "jina: " + e.getMessage(), e);
    }
  }

  private Request request(HttpUrl address) {
    Request.Builder request = new Request.Builder().header("Accept", "application/json");
    return address.fragment() == null
        ? request.url(base + address.toString()).build()
        : request
            .url(base)
            .post(new FormBody.Builder().add("url", address.toString()).build())
            .build();
  }

  private static Page page(String url, JsonNode answer) {
    JsonNode data = answer.path("data");
    String content = data.path("content").asString("").strip();
    if (!data.path("content").isString()) {
      throw new FetchException(url, "jina: the answer has no 'content'");
    }
    if (content.isEmpty()) {
      throw new FetchException(url, "jina: no text on the page");
    }
    return new Page(url, data.path("title").asString("").strip(), content);
  }
}
