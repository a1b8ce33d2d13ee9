package io.github.deepeyes4j.core.score.judge;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.JsonLines;
import io.github.deepeyes4j.core.score.Judge.Claim;
import io.github.deepeyes4j.core.score.Judge.Judgement;
import io.github.deepeyes4j.core.score.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Judgements by content, in a file of JSON lines that is only ever appended to. A line that a
/// crash left unfinished is dropped on opening. Safe for concurrent use within one process; one
/// process a file.
public final class JudgeRecording implements AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final JsonLines file;
  private final Map<String, Judgement> known = new ConcurrentHashMap<>();

  /// Lines that were read.
  private int lines;

  /// A line: what was judged, by whom, and the verdict.
  private record Line(
      String key,
      String model,
      String prompt,
      String question,
      List<String> references,
      String answer,
      Verdict verdict,
      String reply) {}

  private JudgeRecording(Path path) {
    this.file = JsonLines.open(path, line -> remember(path, line));
  }

  /// Opens a recording, which is begun when there is none.
  public static JudgeRecording open(Path path) {
    return new JudgeRecording(path);
  }

  private void remember(Path path, String text) {
    lines++;
    try {
      Line line = JSON.readValue(text, Line.class);
      known.putIfAbsent(line.key, new Judgement(line.verdict, line.reply));
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s: line %d is no recorded judgement: %s".formatted(path, lines, e.getOriginalMessage()),
          e);
    }
  }

  Optional<Judgement> find(String key) {
    return Optional.ofNullable(known.get(key));
  }

  /// Keeps a judgement; of two for one key the first stands.
  Judgement add(JudgeIdentity judge, Claim claim, Judgement judgement) {
    String key = judge.key(claim);
    Judgement before = known.putIfAbsent(key, judgement);
    if (before != null) {
      return before;
    }
    Line line =
        new Line(
            key,
            judge.model(),
            judge.prompt(),
            claim.question(),
            claim.references(),
            claim.answer(),
            judgement.verdict(),
            judgement.grounds());
    file.add(JSON.writeValueAsString(line));
    return judgement;
  }

  @Override
  public void close() {
    file.close();
  }
}
