package io.github.deepeyes4j.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Tools that are off, and tools whose results are blank.
class ToolsTest {
  private static final Picture PICTURE = Picture.ofRgb(2, 1, new byte[] {1, 2, 3, 4, 5, 6});

  private static final SearchClient SEARCH =
      new SearchClient() {
        @Override
        public SearchResult searchText(String query) {
          return new SearchResult.Found(List.of(new SearchHit("t", "l", "s", "d", null)));
        }

        @Override
        public SearchResult searchImage(Picture picture) {
          return new SearchResult.Found(List.of(new SearchHit("t", "l", null, null, picture)));
        }

        @Override
        public void close() {}
      };

  private static final CodeRunner CODE =
      new CodeRunner() {
        @Override
        public CodeSession open(List<Picture> pictures) {
          return new CodeSession() {
            @Override
            public CellResult run(String code, Duration timeout) {
              return new CellResult(ToolStatus.PYTHON_ERROR, "out", "err", List.of(PICTURE), 0);
            }

            @Override
            public void close() {}
          };
        }

        @Override
        public void close() {}
      };

  @Test
  void eachToolIsSwitchedAlone() throws InterruptedException {
    SearchClient words = ToolSet.of(List.of("search")).select(SEARCH);
    assertThat(words.searchText("q")).isInstanceOf(SearchResult.Found.class);
    assertThat(words.searchImage(PICTURE)).isInstanceOf(SearchResult.Refused.class);
    SearchClient pictures = ToolSet.of(List.of("image_search")).select(SEARCH);
    assertThat(pictures.searchText("q")).isInstanceOf(SearchResult.Refused.class);
    assertThat(pictures.searchImage(PICTURE)).isInstanceOf(SearchResult.Found.class);
    CodeRunner off = ToolSet.of(List.of()).select(CODE);
    CellResult refused = off.open(List.of()).run("1", Duration.ofSeconds(1));
    assertThat(refused.status()).isEqualTo(ToolStatus.BAD_REQUEST);
    assertThat(refused.stderr()).isEqualTo("Error: code is off.");
    assertThat(ToolSet.of(List.of("code")).select(CODE)).isSameAs(CODE);
  }

  @Test
  void labelsNameWhatIsOn() {
    assertThat(ToolSet.of(List.of("image_search", "code")).label()).isEqualTo("code+image_search");
    assertThat(ToolSet.of(List.of()).label()).isEqualTo("no-tools");
    assertThatThrownBy(() -> ToolSet.of(List.of("browse")))
        .isInstanceOf(BadInputException.class)
        .hasMessage("tool 'browse' is unknown; allowed: code, search, image_search");
  }

  @Test
  void blankResultsKeepTheirForm() throws InterruptedException {
    CellResult cell = Ablation.BLANK.apply(CODE).open(List.of()).run("1", Duration.ofSeconds(1));
    assertThat(cell.stdout() + cell.stderr()).isEmpty();
    assertThat(cell.images()).hasSize(1);
    assertThat(cell.images().getFirst().rgb()).containsOnly(0xff);
    assertThat(cell.images().getFirst().width()).isEqualTo(2);
    SearchClient search = Ablation.BLANK.apply(SEARCH);
    assertThat(search.searchText("q"))
        .isEqualTo(new SearchResult.Found(List.of(new SearchHit("", "", "", null, null))));
    assertThat(search.searchImage(PICTURE))
        .isInstanceOfSatisfying(
            SearchResult.Found.class,
            found -> {
              Picture thumbnail = Objects.requireNonNull(found.hits().getFirst().thumbnail());
              assertThat(thumbnail.rgb()).containsOnly(0xff);
            });
    assertThat(Ablation.NONE.apply(SEARCH)).isSameAs(SEARCH);
  }
}
