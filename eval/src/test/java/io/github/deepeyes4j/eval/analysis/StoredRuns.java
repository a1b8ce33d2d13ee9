package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.core.agent.Action;
import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.Observations;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.TrajectoryStore;
import io.github.deepeyes4j.core.agent.Turn;
import io.github.deepeyes4j.core.agent.TurnParser;
import io.github.deepeyes4j.core.agent.TurnParser.ParsedTurn;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.score.Score;
import io.github.deepeyes4j.eval.result.ResultRow;
import io.github.deepeyes4j.eval.run.RunDirectory;
import io.github.deepeyes4j.eval.scorer.Grade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Small runs as evaluations and trainings leave them.
public final class StoredRuns {
  private final Path directory;
  private final TrajectoryStore store;

  private StoredRuns(Path directory) throws IOException {
    this.directory = directory;
    this.store = TrajectoryStore.open(directory);
  }

  static StoredRuns at(Path directory) throws IOException {
    return new StoredRuns(directory);
  }

  /// Ten questions of the nano world, two of each class. The expert solves all; the beginner crops
  /// and nothing else.
  public static Path evaluation(Path directory, boolean expert) throws IOException {
    StoredRuns run = at(directory);
    for (int i = 0; i < 10; i++) {
      boolean seen = expert || i % 5 == 0 || i % 5 == 4;
      run.add("test-7-" + i, steps(i, expert), seen);
    }
    return directory;
  }

  /// Three nano tasks answered at once.
  public static void withoutTools(Path directory) throws IOException {
    StoredRuns run = at(directory);
    for (int i = 0; i < 3; i++) {
      run.add("test-7-" + i, List.of(answer("1")), false);
    }
  }

  /// A benchmark's run of ten questions, every other one of which takes a crop. The first is not
  /// scored.
  public static Path benchmark(Path directory) throws IOException {
    StoredRuns run = at(directory);
    Map<String, String> protocol = new LinkedHashMap<>();
    protocol.put("benchmark", "Made-Up");
    protocol.put("aggregation", "MEAN");
    protocol.put("groups", "perception,search");
    protocol.put("remarks", "made.tsv is not the published Made-Up");
    protocol.put("episodes", "10");
    protocol.put("mode", "agent");
    protocol.put("tools", "code");
    protocol.put("model", "scripted");
    JsonMapper json = JsonMapper.shared();
    Files.writeString(directory.resolve("protocol.json"), json.writeValueAsString(protocol));
    String digest = RunDirectory.protocol(directory).digest();
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      run.add("q" + i, i % 2 == 0 ? List.of(crop(i), answer("1")) : List.of(answer("1")), i > 4);
      Grade grade =
          i == 0 ? new Grade.Unscored(Score.Reason.INFRASTRUCTURE, "down") : Grade.of(i > 4, "1");
      rows.add(json.writeValueAsString(row(digest, i, grade)));
    }
    Files.write(directory.resolve("results.jsonl"), rows);
    return directory;
  }

  private static ResultRow row(String protocol, int i, Grade grade) {
    return new ResultRow(
        protocol,
        "q" + i,
        0,
        1,
        "1",
        "answer",
        Map.of("fixed", ResultRow.GradeJson.of(grade)),
        Map.of("perception", i % 2 == 0 ? "yes" : "no", "search", "no"),
        "picture " + i,
        null,
        new ResultRow.Cost(
            2, 30, 100, 1, 1, 0.5, Map.of("code", 1), Map.of("code", 0.25), 0, 0.125, 3_000, 1_000),
        i % 2 == 0 ? Map.of("crop-iou", 0.5) : Map.of());
  }

  /// A training of twelve steps with its figures, its rollouts and two kept steps.
  public static Path training(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("rollouts"));
    List<String> metrics = new ArrayList<>();
    List<String> rollouts = new ArrayList<>();
    for (int step = 1; step <= 12; step++) {
      metrics.add(
          ("{\"step\":%d,\"critic/score/mean\":%s,\"critic/acc/mean\":0.5,\"response_length/mean\":%d,"
                  + "\"agent/tool_call_mean\":1.5,\"agent/tool_call_std\":0.5,\"agent/code_class/crop\":0.25,"
                  + "\"agent/code_class/numerical\":0.75,\"audit/dead_code\":0.0,\"actor/lr\":0.1}")
              .formatted(step, step / 20.0, 100 - step));
      for (int sample = 0; sample < 2; sample++) {
        rollouts.add(
            "{\"step\":%d,\"id\":\"train-1-0\",\"data_source\":\"perception\",\"response_tokens\":[\"a\",\"b\"],\"acc\":%d,\"tool_calls\":%d}"
                .formatted(step, sample, step > 6 ? 2 : 0));
      }
    }
    Files.write(directory.resolve("metrics.jsonl"), metrics);
    Files.write(directory.resolve("rollouts/rollout_data_rank0.jsonl"), rollouts);
    for (int step : List.of(10, 5)) {
      StoredRuns kept = at(directory.resolve("trajectories/step-" + step));
      for (int sample = 0; sample < 4; sample++) {
        kept.add("train-1-0", steps(0, sample % 2 == 0), sample % 2 == 0);
      }
    }
    return directory;
  }

  private static List<Turn> steps(int index, boolean expert) {
    List<Turn> turns = new ArrayList<>();
    int kind = index % 5;
    if (kind == 0 || kind == 3 || !expert) {
      turns.add(crop(index));
    }
    if (expert && (kind == 1 || kind == 3)) {
      turns.add(code("print(8620-10)", ToolStatus.OK, "8610"));
    }
    if (expert && kind == 2) {
      turns.add(search("capital of Poland"));
    }
    turns.add(answer("8610"));
    return turns;
  }

  /// Adds an episode.
  ///
  /// @param right null for one that nobody scored
  StoredRuns add(String id, List<Turn> turns, @Nullable Boolean right) throws IOException {
    return add(id, picture(id.hashCode()), turns, right);
  }

  StoredRuns add(String id, Picture picture, List<Turn> turns, @Nullable Boolean right)
      throws IOException {
    store.add(
        trajectory(id, picture, turns),
        right == null ? null : Map.of("accuracy", right ? 0.8 : 0.0, "format", 0.2));
    return this;
  }

  Path directory() {
    return directory;
  }

  static Trajectory trajectory(String id, Picture picture, List<Turn> turns) {
    boolean answered = !turns.isEmpty() && turns.getLast().action() instanceof Action.Answer;
    return new Trajectory(
        new Question(id, "What is on the sign?", List.of(picture)),
        List.of(
            Message.user(List.of(Content.image(picture), Content.text("What is on the sign?")))),
        turns,
        answered ? StopReason.ANSWER : StopReason.MAX_TURNS,
        "scripted",
        "0123456789abcdef",
        0,
        turns.size() * 0.5,
        null);
  }

  static Picture picture(int seed) {
    byte[] rgb = new byte[3 * 40 * 30];
    new java.util.Random(seed).nextBytes(rgb);
    return Picture.ofRgb(40, 30, rgb);
  }

  static Turn crop(int seed) {
    CellResult result =
        new CellResult(ToolStatus.OK, "", "", List.of(picture(seed).crop(0, 0, 20, 15)), 0.1);
    return turn(
        "<think>Zoom in.</think>\n<code>\n```python\nimage_1.crop((0, 0, 20, 15))\n```\n</code>",
        Observations.code(result, Limits.defaults(), 2));
  }

  static Turn code(String source, ToolStatus status, String stdout) {
    CellResult result = new CellResult(status, stdout, "", List.of(), 0.1);
    return turn(
        "<think>Compute.</think>\n<code>\n```python\n" + source + "\n```\n</code>",
        Observations.code(result, Limits.defaults(), 2));
  }

  static Turn search(String query) {
    SearchResult found =
        new SearchResult.Found(
            List.of(new SearchHit("Warsaw", "https://example.org/", "The capital.", null, null)));
    return turn(
        "<tool_call>\n{\"name\": \"search\", \"arguments\": {\"query\": \"%s\"}}\n</tool_call>"
            .formatted(query),
        Observations.textSearch(query, found));
  }

  static Turn answer(String text) {
    return turn("<think>It is %s.</think>\n<answer>%s</answer>".formatted(text, text), null);
  }

  /// A turn of as many tokens as it has characters.
  static Turn turn(String text, @Nullable Observation observation) {
    ParsedTurn parsed = TurnParser.parse(text);
    Generation generation =
        new Generation(
            "",
            text,
            new int[text.length()],
            new float[text.length()],
            FinishReason.END_OF_TURN,
            10,
            0,
            0.25);
    return new Turn(generation, parsed.thought(), parsed.action(), observation, 0.25);
  }
}
