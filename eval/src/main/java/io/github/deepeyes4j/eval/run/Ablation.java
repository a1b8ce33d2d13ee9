package io.github.deepeyes4j.eval.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// What is done to tool results before the model sees them. A model that answers the same without
/// their content did not use it.
public enum Ablation {
  @JsonProperty("none")
  NONE,
  /// Tools run, but nothing that they find is shown: nothing printed, pictures white at their
  /// sizes, as many hits with empty texts.
  @JsonProperty("blank")
  BLANK;

  CodeRunner apply(CodeRunner runner) {
    return this == NONE ? runner : new BlankCode(runner);
  }

  SearchClient apply(SearchClient client) {
    return this == NONE ? client : new BlankSearch(client);
  }

  private static Picture white(Picture picture) {
    byte[] rgb = new byte[3 * picture.width() * picture.height()];
    Arrays.fill(rgb, (byte) 0xff);
    return Picture.ofRgb(picture.width(), picture.height(), rgb);
  }

  private record BlankCode(CodeRunner runner) implements CodeRunner {
    @Override
    public CodeSession open(List<Picture> pictures) {
      CodeSession session = runner.open(pictures);
      return new CodeSession() {
        @Override
        public CellResult run(String code, Duration timeout) throws InterruptedException {
          CellResult result = session.run(code, timeout);
          return result.status() == ToolStatus.UNAVAILABLE
              ? result
              : new CellResult(
                  ToolStatus.OK,
                  "",
                  "",
                  result.images().stream().map(Ablation::white).toList(),
                  result.seconds());
        }

        @Override
        public void close() {
          session.close();
        }
      };
    }

    @Override
    public void close() {
      runner.close();
    }
  }

  private record BlankSearch(SearchClient client) implements SearchClient {
    @Override
    public SearchResult searchText(String query) throws InterruptedException {
      return blank(client.searchText(query));
    }

    @Override
    public SearchResult searchImage(Picture picture) throws InterruptedException {
      return blank(client.searchImage(picture));
    }

    private static SearchResult blank(SearchResult result) {
      return switch (result) {
        case SearchResult.Found(List<SearchHit> hits) ->
            new SearchResult.Found(hits.stream().map(BlankSearch::blank).toList());
        case SearchResult.Refused _, SearchResult.Unavailable _, SearchResult.ReplayMiss _ ->
            result;
      };
    }

    private static SearchHit blank(SearchHit hit) {
      return new SearchHit(
          "",
          "",
          hit.snippet() == null ? null : "",
          null,
          hit.thumbnail() == null ? null : white(hit.thumbnail()));
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
