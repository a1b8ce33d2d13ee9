package io.github.deepeyes4j.search.live.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.search.Exchange;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import io.github.deepeyes4j.service.fetch.FetchException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PageReadingEngineTest {
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final List<String> read = new CopyOnWriteArrayList<>();

  /// Finds the pages `a` to `f`.
  private static final class SixPages implements SearchEngine {
    @Override
    public String id() {
      return "six";
    }

    @Override
    public SearchResult search(SearchRequest request) {
      return switch (request) {
        case SearchRequest.Image _ -> new SearchResult.Refused("no pictures");
        case SearchRequest.Text(String query, int _) when query.equals("down") ->
            new SearchResult.Unavailable("down");
        case SearchRequest.Text(String _, int top) ->
            new SearchResult.Found(
                List.of("a", "b", "c", "d", "e", "f").stream()
                    .limit(top)
                    .map(name -> row(name, "snippet " + name))
                    .toList());
      };
    }

    @Override
    public void close() {}
  }

  /// Reads the pages that the test has put there.
  private final class MapReader implements PageReader {
    @Override
    public String id() {
      return "map";
    }

    @Override
    public Page read(String url) {
      read.add(url);
      String text = pages.get(url);
      if (text == null) {
        new Exchange("GET " + url, 0, "missing").report();
        throw new FetchException(url, "missing");
      }
      new Exchange("GET " + url, 200, text).report();
      return new Page(url, "Title", text);
    }
  }

  /// Answers what a function says.
  private record FakeModel(Function<String, String> answer) implements ChatModel {
    @Override
    public String id() {
      return "fake";
    }

    @Override
    public Generation generate(ChatRequest request, Consumer<String> onText) {
      String asked = request.messages().getLast().display();
      return Generation.ofText(answer.apply(asked), FinishReason.END_OF_TURN, 0);
    }

    @Override
    public void close() {}
  }

  private static SearchHit row(String name, String snippet) {
    return new SearchHit("Title " + name, name, snippet, "2024", null);
  }

  private SearchResult search(PageSummarizer summarizer, String query, int top)
      throws InterruptedException {
    return new PageReadingEngine(new SixPages(), new MapReader(), summarizer)
        .search(new SearchRequest.Text(query, top));
  }

  @Test
  void showsWhatThePagesSay() throws InterruptedException {
    pages.putAll(Map.of("a", "About a.", "b", "About b."));
    assertThat(search(new BestPassage(), "about", 2))
        .isEqualTo(new SearchResult.Found(List.of(row("a", "About a."), row("b", "About b."))));
    assertThat(read).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aPageThatCannotBeReadGivesWayToTheNext() throws InterruptedException {
    pages.putAll(Map.of("b", "About b.", "d", "About d."));
    var heard = Exchange.listen(() -> search(new BestPassage(), "about", 2));
    assertThat(heard.result())
        .isEqualTo(new SearchResult.Found(List.of(row("b", "About b."), row("d", "About d."))));
    assertThat(heard.exchanges())
        .extracting(Exchange::request)
        .containsExactly("GET a", "GET b", "GET c", "GET d");
  }

  @Test
  void unreadRowsFollowWhenTooFewPagesCanBeRead() throws InterruptedException {
    pages.put("c", "About c.");
    assertThat(search(new BestPassage(), "about", 3))
        .isEqualTo(
            new SearchResult.Found(
                List.of(row("c", "About c."), row("a", "snippet a"), row("b", "snippet b"))));
  }

  @Test
  void aModelSumsUp() throws InterruptedException {
    pages.putAll(Map.of("a", "Long text a", "b", "Long text b", "c", "Long text c"));
    ModelSummarizer summarizer =
        new ModelSummarizer(
            new FakeModel(
                asked -> asked.contains("text a") ? "NOTHING" : " On " + asked.substring(0, 13)));
    assertThat(search(summarizer, "why", 2))
        .isEqualTo(
            new SearchResult.Found(
                List.of(row("b", "On Question: why"), row("c", "On Question: why"))));
  }

  @Test
  void aModelThatFailsIsReportedAndTheSnippetStays() throws InterruptedException {
    pages.put("a", "Text");
    ModelSummarizer summarizer =
        new ModelSummarizer(
            new FakeModel(_ -> {
              throw new ModelUnavailableException("overloaded");
            }));
    var heard = Exchange.listen(() -> search(summarizer, "why", 1));
    assertThat(heard.result()).isEqualTo(new SearchResult.Found(List.of(row("a", "snippet a"))));
    assertThat(heard.exchanges()).contains(new Exchange("summary of a", 0, "overloaded"));
  }

  @Test
  void failuresAndPicturesGoThrough() throws InterruptedException {
    assertThat(search(new BestPassage(), "down", 2))
        .isEqualTo(new SearchResult.Unavailable("down"));
    assertThat(
            new PageReadingEngine(new SixPages(), new MapReader(), new BestPassage())
                .search(new SearchRequest.Image(Picture.ofRgb(1, 1, new byte[3]), 2)))
        .isEqualTo(new SearchResult.Refused("no pictures"));
  }

  @Test
  void namesAllThatDecidesTheAnswer() {
    assertThat(new PageReadingEngine(new SixPages(), new MapReader(), new BestPassage()).id())
        .isEqualTo("six+pages(map,passage(600))");
    assertThat(new ModelSummarizer(new FakeModel(_ -> "")).id())
        .matches("summary\\(fake,prompt=[0-9a-f]{12}\\)");
  }

  @Test
  void choosesThePassageWithTheRareWords() {
    String filler = "The tower is in the city and people visit the tower. ".repeat(40);
    Page page =
        new Page("u", "T", filler + "\nIts antenna was replaced in 2022 by helicopter.\n" + filler);
    assertThat(new BestPassage().summarize("when was the antenna of the tower replaced", page))
        .contains("antenna was replaced in 2022")
        .hasSizeLessThanOrEqualTo(600);
    assertThat(new BestPassage().summarize("unrelated", new Page("u", "T", "x".repeat(2000))))
        .hasSizeLessThanOrEqualTo(600);
  }
}
