package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.core.score.Judge.Claim;
import io.github.deepeyes4j.core.score.Judge.Judgement;
import io.github.deepeyes4j.core.score.Score.Reason;
import io.github.deepeyes4j.core.score.judge.AnswerReader;
import io.github.deepeyes4j.core.score.judge.AnswerReader.Reading;
import io.github.deepeyes4j.core.score.judge.MathEquivalence;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What scorers ask for one episode. Nothing is asked twice: both variants of a scorer share what
/// was said. Confined to the episode's thread.
public final class Graders {
  private final Judge consistency;
  private final Judge maths;
  private final AnswerReader reader;
  private final MathEquivalence equivalence;
  private final ReaderPrompts prompts;
  private final Map<Claim, Judgement> judged = new HashMap<>();
  private final Map<AnswerReader.Request, Reading<?>> read = new HashMap<>();
  private @Nullable Judgement last;

  public Graders(
      Judge consistency,
      Judge maths,
      AnswerReader reader,
      MathEquivalence equivalence,
      ReaderPrompts prompts) {
    this.consistency = consistency;
    this.maths = maths;
    this.reader = reader;
    this.equivalence = equivalence;
    this.prompts = prompts;
  }

  ReaderPrompts prompts() {
    return prompts;
  }

  MathEquivalence equivalence() {
    return equivalence;
  }

  /// What a judge said that was asked; empty when rules sufficed.
  public Optional<Judgement> judgement() {
    return Optional.ofNullable(last);
  }

  Grade consistency(Claim claim) throws InterruptedException {
    return judge(consistency, claim);
  }

  Grade maths(Claim claim) throws InterruptedException {
    return judge(maths, claim);
  }

  private Grade judge(Judge judge, Claim claim) throws InterruptedException {
    if (claim.answer().isBlank()) {
      return new Grade.Unparsable("no answer");
    }
    Judgement judgement = judged.get(claim);
    if (judgement == null) {
      judgement = judge.judge(claim);
      judged.put(claim, judgement);
    }
    last = judgement;
    return switch (judgement.verdict()) {
      case RIGHT -> Grade.of(true, judgement.grounds());
      case WRONG -> Grade.of(false, judgement.grounds());
      case UNPARSABLE -> new Grade.Unscored(Reason.JUDGE_UNPARSABLE, judgement.grounds());
      case UNAVAILABLE -> new Grade.Unscored(Reason.JUDGE_UNAVAILABLE, judgement.grounds());
    };
  }

  /// Asks the reading model.
  @SuppressWarnings("unchecked") // one request is always read in one way
  <T> Reading<T> read(AnswerReader.Request request, Function<String, Optional<T>> parse)
      throws InterruptedException {
    Reading<?> before = read.get(request);
    if (before == null) {
      before = reader.read(request, parse);
      read.put(request, before);
    }
    return (Reading<T>) before;
  }

  /// The grade of what a model reads, or of its failing to.
  ///
  /// @param grade of what was read
  <T> Grade grade(Reading<T> reading, Function<T, Grade> grade) {
    return switch (reading) {
      case Reading.Found<T>(T value) -> grade.apply(value);
      case Reading.Unparsable<T>(String reply) -> new Grade.Unparsable("the reader said " + reply);
      case Reading.Unavailable<T>(String reason) ->
          new Grade.Unscored(Reason.JUDGE_UNAVAILABLE, reason);
      case Reading.Off<T> _ -> new Grade.Unparsable("no rule can read it, and no model is asked");
    };
  }
}
