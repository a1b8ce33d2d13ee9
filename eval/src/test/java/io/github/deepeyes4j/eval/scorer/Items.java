package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.core.score.Verdict;
import io.github.deepeyes4j.core.score.judge.AnswerReader;
import io.github.deepeyes4j.core.score.judge.AnswerRules;
import io.github.deepeyes4j.core.score.judge.RuleJudge;
import io.github.deepeyes4j.eval.benchmark.Evidence;
import io.github.deepeyes4j.eval.benchmark.Item;
import io.github.deepeyes4j.eval.maths.SymjaEquivalence;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/// Items and graders for tests.
final class Items {
  private Items() {}

  static Item of(List<String> answers, Map<String, String> choices, Map<String, String> fields) {
    SequencedMap<String, String> ordered = new LinkedHashMap<>();
    choices.keySet().stream().sorted().forEach(l -> ordered.put(l, choices.getOrDefault(l, "")));
    return new Item("1", "q", "q", answers, ordered, fields, Evidence.NONE, null, () -> List.of());
  }

  static Item answered(String answer, Map<String, String> fields) {
    return of(List.of(answer), Map.of(), fields);
  }

  /// Rules alone.
  static Graders rules() {
    SymjaEquivalence maths = new SymjaEquivalence();
    Judge judge = new RuleJudge(new AnswerRules(maths));
    return new Graders(judge, judge, AnswerReader.off(), maths, ReaderPrompts.ours());
  }

  /// A reader that gives these replies, the last one again and again, and judges that find nothing
  /// right.
  static Graders replying(String... replies) {
    ArrayDeque<String> left = new ArrayDeque<>(List.of(replies));
    AnswerReader reader =
        new AnswerReader() {
          @Override
          public <T> Reading<T> read(Request request, Function<String, Optional<T>> parse) {
            String reply = left.size() > 1 ? left.remove() : left.getFirst();
            return parse
                .apply(reply)
                .<Reading<T>>map(Reading.Found::new)
                .orElseGet(() -> new Reading.Unparsable<>(reply));
          }
        };
    Judge wrong = _ -> new Judge.Judgement(Verdict.WRONG, "test");
    return new Graders(wrong, wrong, reader, new SymjaEquivalence(), ReaderPrompts.ours());
  }

  /// A judge and a reader that are down.
  static Graders down() {
    AnswerReader reader =
        new AnswerReader() {
          @Override
          public <T> Reading<T> read(Request request, Function<String, Optional<T>> parse) {
            return new Reading.Unavailable<>("down");
          }
        };
    Judge judge = _ -> new Judge.Judgement(Verdict.UNAVAILABLE, "down");
    return new Graders(judge, judge, reader, new SymjaEquivalence(), ReaderPrompts.ours());
  }

  /// 1, 0, `-` for unparsable, `?` for unscored.
  static String mark(Grade grade) {
    return switch (grade) {
      case Grade.Graded(double value, String _) -> value == 1 ? "1" : value == 0 ? "0" : "" + value;
      case Grade.Unparsable _ -> "-";
      case Grade.Unscored _ -> "?";
    };
  }
}
