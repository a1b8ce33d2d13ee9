package io.github.deepeyes4j.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.image.Picture;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Character for character.
class ObservationsTest {
  private static final Picture PICTURE = Picture.ofRgb(3, 2, new byte[18]);
  private static final Limits LIMITS = Limits.defaults();

  @Test
  void codeWithoutPictures() {
    assertThat(Observations.code(cell("a", "b"), LIMITS, 0).text())
        .isEqualTo("Code execution result:\nstdout:\n```\na\n```\n\nstderr:\n```\nb\n```");
  }

  @Test
  void codeWithOnePicture() {
    Observation observation = Observations.code(cell("", "", PICTURE), LIMITS, 0);
    assertThat(observation.text())
        .isEqualTo(
            "Code execution result:\nstdout:\n```\n\n```\n\nstderr:\n```\n\n```\n\nImages:\n<image>");
    assertThat(observation.content().getLast()).isInstanceOf(Content.Image.class);
  }

  @Test
  void codeWithThreePicturesNamed() {
    assertThat(Observations.code(cell("x", "", PICTURE, PICTURE, PICTURE), LIMITS, 2).text())
        .isEqualTo(
            "Code execution result:\nstdout:\n```\nx\n```\n\nstderr:\n```\n\n```\n\nImages:\n"
                + "<image><image><image>\nimage_2: 3x2\nimage_3: 3x2\nimage_4: 3x2");
  }

  @Test
  void longOutputIsCutVisibly() {
    String text = Observations.code(cell("x".repeat(9000), ""), LIMITS, 0).text();
    assertThat(text).contains("... [1000 characters cut] ...");
    assertThat(text.length()).isLessThan(8200);
  }

  @Test
  void surplusPicturesAreLeftOut() {
    Picture[] many = java.util.Collections.nCopies(12, PICTURE).toArray(Picture[]::new);
    assertThat(Observations.code(cell("", "", many), LIMITS, 0).pictures()).hasSize(10);
  }

  @Test
  void sandboxFailureIsAnError() {
    Observation observation = Observations.code(CellResult.unavailable("no"), LIMITS, 0);
    assertThat(observation.text()).isEqualTo("Error: the code sandbox is unavailable.");
    assertThat(observation.status()).isEqualTo(ToolStatus.UNAVAILABLE);
  }

  @Test
  void textSearchRows() {
    SearchResult result =
        new SearchResult.Found(
            List.of(hit("T1", "http://1", "S1", "2015"), hit("T2", "http://2", null, null)));
    assertThat(Observations.textSearch("q '\"{}", result).text())
        .isEqualTo(
            "<tool_response>\nA Google search for 'q '\"{}' found 2 results:\n\n## Web Results\n"
                + "1. [T1](http://1)\nDate published: 2015\n\nS1\n\n2. [T2](http://2)\n\n</tool_response>");
  }

  @Test
  void textSearchDropsTheVideoNotice() {
    SearchResult result =
        new SearchResult.Found(
            List.of(hit("T", "l", "Your browser can't play this video. Rest", null)));
    assertThat(Observations.textSearch("שלום", result).text())
        .isEqualTo(
            "<tool_response>\nA Google search for 'שלום' found 1 results:\n\n## Web Results\n"
                + "1. [T](l)\n\n Rest\n</tool_response>");
  }

  @Test
  void textSearchWithoutRows() {
    assertThat(Observations.textSearch("q", new SearchResult.Found(List.of())).text())
        .isEqualTo(
            "<tool_response>\nNo results found for 'q'. Try with a more general query.\n</tool_response>");
  }

  @Test
  void imageSearchRows() {
    SearchResult result =
        new SearchResult.Found(
            List.of(
                new SearchHit("A", "l", null, null, PICTURE),
                new SearchHit("B", "l", null, null, PICTURE)));
    Observation observation = Observations.imageSearch(result);
    assertThat(observation.text())
        .isEqualTo(
            "<tool_response>\nA Google image search for the image found 2 results:\n\n## Web Results\n"
                + "1. <image>\n[A] \n\n\n2. <image>\n[B] \n\n</tool_response>");
    assertThat(observation.pictures()).hasSize(2);
  }

  @Test
  void markersInOutputAreNotPictures() {
    Observation observation = Observations.code(cell("<image>", ""), LIMITS, 0);
    assertThat(observation.pictures()).isEmpty();
  }

  private static CellResult cell(String stdout, String stderr, Picture... images) {
    return new CellResult(ToolStatus.OK, stdout, stderr, List.of(images), 0);
  }

  private static SearchHit hit(
      String title, String link, @Nullable String snippet, @Nullable String date) {
    return new SearchHit(title, link, snippet, date, null);
  }
}
