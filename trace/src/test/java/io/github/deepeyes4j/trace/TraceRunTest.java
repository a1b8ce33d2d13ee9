package io.github.deepeyes4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.TrajectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceRunTest {
  private static final Pattern PICTURE = Pattern.compile("\"[^\"]*[0-9a-f]{64}\\.png\"");

  @TempDir private Path folder;
  private Path run = Path.of(".");

  @BeforeEach
  void store() throws IOException {
    run = folder.resolve("a run");
    TrajectoryStore store = TrajectoryStore.open(run);
    store.add(Episodes.crops("first", Episodes.OWL), Map.of("accuracy", 1.0));
    store.add(Episodes.searches("second", Episodes.CAVES));
  }

  private static List<Path> pictures(Path page) throws IOException {
    return PICTURE
        .matcher(Files.readString(page))
        .results()
        .map(MatchResult::group)
        .map(text -> text.substring(1, text.length() - 1).replace("%20", " "))
        .map(page::resolveSibling)
        .toList();
  }

  @Test
  void pagesLinkPicturesWhereverTheyAre() throws IOException {
    for (Path out : List.of(run, folder.resolve("elsewhere/pages of it"))) {
      Path index = TraceRun.open(run, TokenTexts.UNKNOWN).write(out);
      assertThat(index).isEqualTo(out.resolve("index.html"));
      assertThat(pictures(index)).hasSize(2).allSatisfy(file -> assertThat(file).exists());
      assertThat(pictures(out.resolve("pages/00001.html")))
          .hasSize(3)
          .allSatisfy(file -> assertThat(file).exists());
      assertThat(Files.readString(out.resolve("pages/00001.html")))
          .contains("\"previous\":null,\"next\":\"00002.html\"")
          .contains("\"accuracy\":1.0");
    }
  }

  @Test
  void oneTrajectoryIsOneFile() throws IOException {
    Path file = folder.resolve("alone.html");
    TraceRun.open(run, TokenTexts.UNKNOWN).writeAlone("first", file);
    assertThat(pictures(file)).isEmpty();
    assertThat(Files.readString(file)).contains("data:image/png;base64,");
    assertThatThrownBy(() -> TraceRun.open(run, TokenTexts.UNKNOWN).writeAlone("third", file))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith("a run: holds no trajectory 'third'");
  }

  @Test
  void aPictureThatIsGoneIsNamed() throws IOException {
    Path gone = TrajectoryStore.pictureFile(run, Episodes.OWL.digest());
    Files.delete(gone);
    TraceRun opened = TraceRun.open(run, TokenTexts.UNKNOWN);
    assertThatThrownBy(() -> opened.write(run))
        .isInstanceOf(BadInputException.class)
        .hasMessage(run.toRealPath().resolve(run.relativize(gone)) + ": no such file");
  }
}
