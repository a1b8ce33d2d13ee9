package io.github.deepeyes4j.core.score.judge;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.core.score.Verdict;
import java.util.regex.Pattern;

/// How a judge's reply ends, and how its verdict is read. A reply without the marker, or with both
/// words or none after it, is [Verdict#UNPARSABLE].
public enum ReplyForm {
  /// `<最终结果>\boxed{Yes}<\最终结果>`: the last marker, and in it the last box.
  @JsonProperty("consistency")
  CONSISTENCY("<最终结果>", "yes", "no") {
    @Override
    String ruling(String afterMarker) {
      int end = afterMarker.indexOf("<\\最终结果>");
      String inside = end < 0 ? afterMarker : afterMarker.substring(0, end);
      int box = inside.lastIndexOf("boxed{");
      int close = box < 0 ? -1 : inside.indexOf('}', box);
      return close < 0 ? "" : inside.substring(box, close);
    }
  },
  /// `## Equivalence Judgement`, then `TRUE` or `FALSE`: everything after the last marker.
  @JsonProperty("maths")
  MATHS("## Equivalence Judgement", "true", "false") {
    @Override
    String ruling(String afterMarker) {
      return afterMarker;
    }
  };

  private final String marker;
  private final Pattern right;
  private final Pattern wrong;

  ReplyForm(String marker, String right, String wrong) {
    this.marker = marker;
    this.right = word(right);
    this.wrong = word(wrong);
  }

  private static Pattern word(String word) {
    return Pattern.compile("\\b" + word + "\\b", Pattern.CASE_INSENSITIVE);
  }

  /// The part of what follows the marker that holds the verdict.
  abstract String ruling(String afterMarker);

  /// Reads the verdict off a whole reply.
  public Verdict parse(String reply) {
    int at = reply.lastIndexOf(marker);
    if (at < 0) {
      return Verdict.UNPARSABLE;
    }
    String ruling = ruling(reply.substring(at + marker.length()));
    boolean saysRight = right.matcher(ruling).find();
    boolean saysWrong = wrong.matcher(ruling).find();
    if (saysRight == saysWrong) {
      return Verdict.UNPARSABLE;
    }
    return saysRight ? Verdict.RIGHT : Verdict.WRONG;
  }
}
