package io.github.deepeyes4j.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.agent.Action;
import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.Turn;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.eval.benchmark.Evidence;
import io.github.deepeyes4j.eval.benchmark.Evidence.Box;
import io.github.deepeyes4j.eval.benchmark.Item;
import io.github.deepeyes4j.eval.run.EvidenceMetrics.Cut;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvidenceMetricsTest {
  private static Picture picture(int width, int height) {
    return Picture.ofRgb(width, height, new byte[3 * width * height]);
  }

  private static Item item(List<Box> boxes, List<String> documents, String... answers) {
    return new Item(
        "1",
        "q",
        "q",
        List.of(answers),
        new LinkedHashMap<>(),
        Map.of(),
        new Evidence(boxes, documents),
        null,
        () -> List.of());
  }

  private static Turn turn(String text, Action action, @Nullable Observation observation) {
    Generation generation = Generation.ofText(text, FinishReason.END_OF_TURN, 0);
    return new Turn(generation, "", action, observation, 0);
  }

  private static Trajectory trajectory(Turn... turns) {
    return new Trajectory(
        new Question("1", "q", List.of(picture(100, 80))),
        List.of(),
        List.of(turns),
        StopReason.ANSWER,
        "m",
        "p",
        0,
        0,
        null);
  }

  private static Turn crop(int width, int height) {
    return turn(
        "c",
        new Action.Code("crop"),
        new Observation(List.of(Content.image(picture(width, height))), ToolStatus.OK));
  }

  private static Turn search(String found) {
    return turn("s", new Action.Search("x"), Observation.text(found, ToolStatus.OK));
  }

  @Test
  void aCropOfACropIsPlacedInTheFirstPicture() {
    // The first crop shows (20, 10)-(60, 50) at twice its size; the second its middle.
    Trajectory trajectory = trajectory(crop(80, 80), crop(40, 40));
    List<Cut> cuts =
        List.of(new Cut(2, 1, new Box(20, 10, 60, 50)), new Cut(3, 2, new Box(20, 20, 60, 60)));
    assertThat(EvidenceMetrics.inFirstPicture(trajectory, cuts))
        .containsExactly(new Box(20, 10, 60, 50), new Box(30, 20, 50, 40));
  }

  @Test
  void measuresCrops() {
    Trajectory trajectory = trajectory(crop(40, 40));
    List<Cut> cuts = List.of(new Cut(2, 1, new Box(20, 10, 60, 50)));
    Map<String, Double> inside =
        EvidenceMetrics.of(
            item(List.of(new Box(30, 20, 50, 40)), List.of(), "B"), trajectory, _ -> cuts);
    assertThat(inside)
        .containsEntry("crop-contains", 1.0)
        .containsEntry("crop-coverage", 1.0)
        .containsEntry("crop-iou", 0.25)
        .containsEntry("box-iou", 0.0)
        .doesNotContainKey("answer-in-page");
    Map<String, Double> half =
        EvidenceMetrics.of(
            item(List.of(new Box(0, 10, 40, 50)), List.of(), "B"), trajectory, _ -> cuts);
    assertThat(half).containsEntry("crop-contains", 0.0).containsEntry("crop-coverage", 0.5);
    assertThat(half.get("crop-iou")).isEqualTo(1 / 3.0, within(1e-9));
  }

  @Test
  void anItemWithoutEvidenceHasNoMetrics() {
    assertThat(EvidenceMetrics.of(item(List.of(), List.of(), "B"), trajectory(), _ -> List.of()))
        .isEmpty();
  }

  @Test
  void looksForAnswersAndPages() {
    Item item =
        item(List.of(), List.of("https://a.example/lake", "https://a.example/hill"), "Lake Zug");
    Map<String, Double> found =
        EvidenceMetrics.of(
            item,
            trajectory(search("[x](https://a.example/lake)\n\nIt is  lake zug, they say.")),
            _ -> List.of());
    assertThat(found).containsEntry("answer-in-page", 1.0).containsEntry("documents", 0.5);
    Map<String, Double> nothing =
        EvidenceMetrics.of(item, trajectory(search("Lake Zugspitze")), _ -> List.of());
    assertThat(nothing).containsEntry("answer-in-page", 0.0).containsEntry("documents", 0.0);
    // A page that was needed and never searched for was not found.
    assertThat(EvidenceMetrics.of(item, trajectory(), _ -> List.of()))
        .containsExactly(Map.entry("documents", 0.0));
  }

  /// Against VLMEvalKit's own function; `oracle/scorers.py` made the cases.
  @Test
  void statedBoxesAgreeWithTreeBench() throws IOException {
    JsonNode cases;
    try (InputStream in =
        EvidenceMetricsTest.class.getResourceAsStream(
            "/io/github/deepeyes4j/eval/scorer/released.json")) {
      cases = JsonMapper.shared().readTree(in).path("boxes");
    }
    assertThat(cases.size()).isEqualTo(200);
    for (JsonNode row : cases) {
      List<Box> targets = new ArrayList<>();
      row.path("targets")
          .forEach(box ->
              targets.add(
                  new Box(
                      box.get(0).asInt(),
                      box.get(1).asInt(),
                      box.get(2).asInt(),
                      box.get(3).asInt())));
      Turn turn = turn(row.path("text").asString(), new Action.Answer("B"), null);
      Map<String, Double> metrics =
          EvidenceMetrics.of(item(targets, List.of(), "B"), trajectory(turn), _ -> List.of());
      assertThat(metrics.get("box-iou"))
          .as(row.toString())
          .isEqualTo(row.path("expected").asDouble(), within(1e-9));
    }
  }
}
