package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.score.Score.Reason;
import io.github.deepeyes4j.core.score.judge.AnswerReader.Reading;
import io.github.deepeyes4j.core.score.judge.AnswerReader.Request;
import io.github.deepeyes4j.eval.benchmark.Item;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A model grades by instructions that come with the row and replies with JSON (CharXiv: Wang et
/// al., arXiv 2406.18521). The public harness counts a broken reply as wrong; ours as unscored, and
/// takes no grades but 0 and 1.
final class GradedQuery implements Scorer {
  private static final int MAX_TOKENS = 256;
  private static final int TRIES = 10;
  private static final Pattern FENCED = Pattern.compile("(?s)\\s*```(?:json)?\\s*(.*?)\\s*```\\s*");

  /// A reply that is JSON.
  ///
  /// @param fenced whether it stands in a code block, which the public harness cannot read
  private record Reply(JsonNode json, boolean fenced) {}

  @Override
  public boolean needsModel() {
    return true;
  }

  @Override
  public Grade fixed(Item item, String prediction, Graders graders) throws InterruptedException {
    if (prediction.isBlank()) {
      return new Grade.Unparsable("no answer");
    }
    Reading<Reply> reading = read(item, prediction, graders);
    if (reading instanceof Reading.Unparsable<Reply>(String reply)) {
      return new Grade.Unscored(Reason.JUDGE_UNPARSABLE, reply);
    }
    return graders.grade(
        reading,
        reply -> {
          JsonNode score = reply.json.path("score");
          double value = score.isNumber() ? score.asDouble() : -1;
          return value == 0 || value == 1
              ? Grade.of(value == 1, extracted(reply))
              : new Grade.Unscored(Reason.JUDGE_UNPARSABLE, reply.json.toString());
        });
  }

  @Override
  public Grade released(Item item, String prediction, Graders graders) throws InterruptedException {
    Reading<Reply> reading = read(item, prediction, graders);
    if (reading instanceof Reading.Unparsable) {
      return Grade.of(false, "Failed to parse response");
    }
    return graders.grade(
        reading,
        reply -> {
          JsonNode score = reply.json.path("score");
          boolean whole = !reply.fenced && score.isNumber() && reply.json.has("extract_answer");
          return new Grade.Graded(whole ? score.asDouble() : 0, extracted(reply));
        });
  }

  private static String extracted(Reply reply) {
    JsonNode answer =
        reply.json.has("extract_answer")
            ? reply.json.path("extract_answer")
            : reply.json.path("extracted_answer");
    return answer.isValueNode() ? answer.asString("") : answer.toString();
  }

  private static Reading<Reply> read(Item item, String prediction, Graders graders)
      throws InterruptedException {
    String text = item.field("grading_query").replace("{PREDICTION}", prediction);
    return graders.read(new Request(text, MAX_TOKENS, TRIES), GradedQuery::json);
  }

  private static Optional<Reply> json(String reply) {
    Matcher fenced = FENCED.matcher(reply);
    try {
      JsonNode json = JsonMapper.shared().readTree(fenced.matches() ? fenced.group(1) : reply);
      return json.isObject() ? Optional.of(new Reply(json, fenced.matches())) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
