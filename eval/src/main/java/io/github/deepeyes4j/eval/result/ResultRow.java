package io.github.deepeyes4j.eval.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.deepeyes4j.core.score.Score.Reason;
import io.github.deepeyes4j.eval.scorer.Grade;
import io.github.deepeyes4j.eval.scorer.Variant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One episode of an evaluation, as a line of `results.jsonl`.
///
/// @param protocol digest of all that decides the number
/// @param id of the item
/// @param run 0 for the first pass over the benchmark
/// @param answer what was scored; empty when the model gave none
/// @param grades by variant label
/// @param fields values of the columns by which results are grouped and aggregated
/// @param cluster rows of one cluster are not independent
/// @param judge what judges said; null when none was asked
/// @param cost what it took
/// @param evidence metrics of evidence, by name; empty where the item knows none
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ResultRow(
    String protocol,
    String id,
    int run,
    long seed,
    String answer,
    String stop,
    Map<String, GradeJson> grades,
    Map<String, String> fields,
    String cluster,
    @Nullable Judged judge,
    Cost cost,
    Map<String, Double> evidence) {
  public ResultRow {
    grades = new TreeMap<>(grades);
    fields = new TreeMap<>(fields);
    evidence = new TreeMap<>(evidence);
  }

  /// Names the episode within the run's directory.
  public String key() {
    return key(id, run);
  }

  public static String key(String id, int run) {
    return run == 0 ? id : id + "#" + (run + 1);
  }

  public Optional<GradeJson> grade(Variant variant) {
    return Optional.ofNullable(grades.get(variant.label()));
  }

  /// A grade as it is stored.
  ///
  /// @param state `graded`, `unparsable` or `unscored`
  /// @param value from 0 to 1; 0 for what was not graded
  /// @param detail what was read, or what failed
  /// @param reason why it is unscored; null otherwise
  public record GradeJson(String state, double value, String detail, @Nullable String reason) {
    private static final int LONGEST = 500;

    public static GradeJson of(Grade grade) {
      return switch (grade) {
        case Grade.Graded(double value, String read) ->
            new GradeJson("graded", value, cut(read), null);
        case Grade.Unparsable(String why) -> new GradeJson("unparsable", 0, cut(why), null);
        case Grade.Unscored(Reason reason, String message) ->
            new GradeJson("unscored", 0, cut(message), reason.wireName());
      };
    }

    private static String cut(String text) {
      return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    public boolean isUnscored() {
      return state.equals("unscored");
    }

    public boolean isUnparsable() {
      return state.equals("unparsable");
    }
  }

  /// @param second the second judge's verdict; null when there is none
  public record Judged(String verdict, @Nullable String second) {}

  /// What an episode took.
  ///
  /// @param tokens that the model wrote
  /// @param promptTokens that it read in its last turn, the whole conversation before it; 0 when
  ///   the model does not tell
  /// @param pictures in the conversation
  /// @param modelSeconds of all turns
  /// @param tools calls by kind
  /// @param toolSeconds by kind
  /// @param toolErrors calls that did not end well
  /// @param scoreSeconds of grading, judges included
  /// @param finished when it ended, in milliseconds since 1970
  /// @param session when the process began that ran it, likewise
  public record Cost(
      int turns,
      int tokens,
      int promptTokens,
      int pictures,
      double seconds,
      double modelSeconds,
      Map<String, Integer> tools,
      Map<String, Double> toolSeconds,
      int toolErrors,
      double scoreSeconds,
      long finished,
      long session) {
    public Cost {
      tools = new TreeMap<>(tools);
      toolSeconds = new TreeMap<>(toolSeconds);
    }

    public int toolCalls() {
      return tools.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /// A group as reports name it: `category=direct_attributes`.
  static String group(String column, String value) {
    return "%s=%s".formatted(column.toLowerCase(Locale.ROOT), value.isBlank() ? "(none)" : value);
  }
}
