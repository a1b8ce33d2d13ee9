package io.github.deepeyes4j.core.score.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.score.Episodes;
import io.github.deepeyes4j.core.score.GroundTruth;
import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.core.score.Score;
import io.github.deepeyes4j.core.score.Score.Reason;
import io.github.deepeyes4j.core.score.Score.Scored;
import io.github.deepeyes4j.core.score.Score.Unscored;
import io.github.deepeyes4j.core.score.Verdict;
import io.github.deepeyes4j.core.score.judge.JudgeConfig;
import io.github.deepeyes4j.core.score.reward.RewardConfig.ToolBonus;
import io.github.deepeyes4j.core.score.reward.RewardConfig.Variant;
import io.github.deepeyes4j.core.score.reward.RewardConfig.When;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RewardsTest {
  private static final String THOUGHT = "<think>t</think>";

  /// Finds an answer right that is the reference, and remembers what it was asked.
  private static final class ExactJudge implements Judge {
    final List<String> asked = new ArrayList<>();

    @Override
    public Judgement judge(Claim claim) {
      asked.add(claim.answer());
      boolean right = claim.references().contains(claim.answer());
      return new Judgement(right ? Verdict.RIGHT : Verdict.WRONG, "");
    }
  }

  private static Judge always(Verdict verdict) {
    return _ -> new Judge.Judgement(verdict, "because");
  }

  private static RewardConfig config(ToolBonus bonus, Variant variant) {
    return new RewardConfig(0.8, 0.2, 0.1, bonus, variant, null);
  }

  private static Score score(RewardConfig config, Trajectory trajectory, String source)
      throws InterruptedException {
    return new Rewards(config, new ExactJudge(), new ExactJudge())
        .score(trajectory, new GroundTruth(source, List.of("42")));
  }

  private static Scored fixed(Trajectory trajectory, String source) throws InterruptedException {
    return (Scored) score(RewardConfig.defaults(), trajectory, source);
  }

  private static Scored released(Trajectory trajectory, String source) throws InterruptedException {
    return (Scored) score(config(ToolBonus.none(), Variant.RELEASED), trajectory, source);
  }

  private static Trajectory lastTurn(String text) {
    return Episodes.begin().end(text);
  }

  /// Responses of one turn: what the fixed and the released reading make of them.
  static Stream<Arguments> oneTurn() {
    String answer = "<answer>42</answer>";
    String long300 = "4".repeat(300);
    return Stream.of(
        // text, data source, fixed accuracy and format, released accuracy and format
        Arguments.of(THOUGHT + answer, "perception", 1, 1, 1, 1),
        Arguments.of(THOUGHT + answer, "reason", 1, 1, 1, 1),
        Arguments.of(THOUGHT + answer, "search", 1, 1, 1, 1),
        Arguments.of(THOUGHT + "<answer>7</answer>", "perception", 0, 1, 0, 1),
        Arguments.of("t</think>" + answer, "perception", 1, 1, 1, 1),
        Arguments.of("\n" + THOUGHT + answer, "perception", 1, 1, 1, 0),
        Arguments.of(answer, "perception", 1, 0, 1, 0),
        Arguments.of("<think>t" + answer, "perception", 1, 0, 1, 0),
        Arguments.of(THOUGHT + "</think>" + answer, "perception", 1, 0, 1, 0),
        Arguments.of(THOUGHT + answer + "</answer>", "perception", 1, 0, 1, 0),
        Arguments.of(THOUGHT + "<code>" + answer, "perception", 1, 0, 1, 0),
        Arguments.of(THOUGHT + "<tool_call>" + answer, "perception", 1, 1, 1, 1),
        Arguments.of(THOUGHT + "</tool_call>" + answer, "search", 1, 0, 1, 0),
        Arguments.of(THOUGHT + "<answer> </answer>", "perception", 0, 0, 0, 0),
        Arguments.of(THOUGHT + "42", "reason", 0, 0, 0, 0),
        Arguments.of(THOUGHT + "<answer>" + long300 + "</answer>", "perception", 0, 0, 0, 0),
        Arguments.of(THOUGHT + "<answer>" + long300 + "</answer>", "search", 0, 0, 0, 0),
        Arguments.of(THOUGHT + "<answer>" + long300 + "</answer>", "reason", 0, 1, 0, 1),
        // The loop takes the last answer, the released reward the first.
        Arguments.of(THOUGHT + "<answer>7</answer>" + answer, "perception", 1, 1, 0, 1));
  }

  @ParameterizedTest
  @MethodSource("oneTurn")
  void readsAccuracyAndFormat(
      String text,
      String source,
      int accuracy,
      int format,
      int releasedAccuracy,
      int releasedFormat)
      throws InterruptedException {
    Scored fixed = fixed(lastTurn(text), source);
    assertThat(List.of(fixed.accuracy(), fixed.format()))
        .containsExactly((double) accuracy, (double) format);
    assertThat(fixed.reward()).isCloseTo(0.8 * accuracy + 0.2 * format, within(1e-12));
    Scored released = released(lastTurn(text), source);
    assertThat(List.of(released.accuracy(), released.format()))
        .containsExactly((double) releasedAccuracy, (double) releasedFormat);
  }

  @Test
  void longAnswersAndMissingOnesDoNotReachTheJudge() throws InterruptedException {
    ExactJudge judge = new ExactJudge();
    GroundTruth truth = new GroundTruth("perception", List.of("42"));
    Rewards fixed = new Rewards(RewardConfig.defaults(), judge, judge);
    fixed.score(lastTurn(THOUGHT + "<answer>" + "é".repeat(300) + "</answer>"), truth);
    fixed.score(lastTurn(THOUGHT), truth);
    assertThat(judge.asked).isEmpty();
    new Rewards(config(ToolBonus.none(), Variant.RELEASED), judge, judge)
        .score(lastTurn(THOUGHT), truth);
    assertThat(judge.asked).containsExactly("None");
  }

  @Test
  void tagsThatToolsPrintedCountOnlyInTheReleasedReading() throws InterruptedException {
    Trajectory snippet =
        Episodes.begin().search("t", "q", "use <code> and <tool_call>").answer("t", "42");
    assertThat(fixed(snippet, "search").format()).isEqualTo(1);
    assertThat(released(snippet, "search").format()).isEqualTo(0);
    Trajectory printed =
        Episodes.begin().code("t", "print(x)", "<answer>42</answer>").stop(StopReason.MAX_TURNS);
    assertThat(fixed(printed, "perception").accuracy()).isEqualTo(0);
    assertThat(released(printed, "perception").accuracy()).isEqualTo(1);
  }

  @Test
  void anUnbalancedTurnIsNotMadeGoodByAnother() throws InterruptedException {
    Observation hint = Observation.text("Error", ToolStatus.BAD_REQUEST);
    Trajectory trajectory =
        Episodes.begin().turn(THOUGHT + "<code>", hint).end(THOUGHT + "</code><answer>42</answer>");
    assertThat(fixed(trajectory, "perception").format()).isEqualTo(0);
    assertThat(released(trajectory, "perception").format()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"search, 0.92", "two_step, 0.92", "perception, 1.0", "numeric, 1.0"})
  void searchingCostsATenthOfTheAccuracyOnce(String source, double reward)
      throws InterruptedException {
    Trajectory searched =
        Episodes.begin().search("t", "a", "x").search("t", "b", "y").answer("t", "42");
    assertThat(fixed(searched, source).reward()).isCloseTo(reward, within(1e-12));
    assertThat(released(searched, source).reward()).isCloseTo(reward, within(1e-12));
  }

  @Test
  void aMalformedToolCallIsNoSearch() throws InterruptedException {
    Trajectory malformed =
        Episodes.begin()
            .turn(
                THOUGHT + "<tool_call>{}</tool_call>",
                Observation.text("Error", ToolStatus.BAD_REQUEST))
            .answer("t", "42");
    assertThat(fixed(malformed, "search").reward()).isCloseTo(1.0, within(1e-12));
    assertThat(released(malformed, "search").reward()).isCloseTo(0.92, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "NEVER, 0, ok, 42, 1.0",
    "ALWAYS, 1.2, ok, 42, 2.2",
    "ALWAYS, 1.2, ok, 7, 1.4",
    "ALWAYS, 1.2, python_error, 42, 1.0",
    "IF_CORRECT, 1.2, ok, 42, 2.2",
    "IF_CORRECT, 1.2, ok, 7, 0.2"
  })
  void aToolThatRanEarnsItsBonus(
      When when, double weight, String status, String answer, double reward)
      throws InterruptedException {
    ToolStatus ended = status.equals("ok") ? ToolStatus.OK : ToolStatus.PYTHON_ERROR;
    Trajectory trajectory =
        Episodes.begin()
            .code("t", "# nothing", new CellResult(ended, "", "", List.of(), 0))
            .answer("t", answer);
    Scored scored =
        (Scored)
            score(config(new ToolBonus(when, weight), Variant.FIXED), trajectory, "perception");
    assertThat(scored.reward()).isCloseTo(reward, within(1e-12));
    assertThat(scored.parts().values().stream().mapToDouble(d -> d).sum())
        .isEqualTo(scored.reward());
  }

  @ParameterizedTest
  @EnumSource(
      value = StopReason.class,
      names = {"NO_ACTION", "MAX_TURNS", "LENGTH", "CONTEXT_FULL"})
  void anEpisodeThatRanIntoALimitIsScored(StopReason stop) throws InterruptedException {
    Trajectory trajectory = Episodes.begin().code("t", "1", "1").stop(stop);
    assertThat(fixed(trajectory, "perception").reward()).isEqualTo(0);
  }

  @Test
  void anEpisodeStoppedBeforeItsFirstTurnIsScored() throws InterruptedException {
    Trajectory trajectory = Episodes.begin().stop(StopReason.CONTEXT_FULL);
    assertThat(fixed(trajectory, "perception").reward()).isEqualTo(0);
    assertThat(released(trajectory, "perception").reward()).isEqualTo(0);
  }

  @Test
  void whatNobodyCanTellIsUnscored() throws InterruptedException {
    Trajectory broken = Episodes.begin().stop(StopReason.INFRASTRUCTURE);
    Trajectory stopped = Episodes.begin().stop(StopReason.CANCELLED);
    Trajectory answered = lastTurn(THOUGHT + "<answer>42</answer>");
    GroundTruth truth = new GroundTruth("reason", List.of("42"));
    assertThat(reason(always(Verdict.RIGHT), broken, truth)).isEqualTo(Reason.INFRASTRUCTURE);
    assertThat(reason(always(Verdict.RIGHT), stopped, truth)).isEqualTo(Reason.CANCELLED);
    assertThat(reason(always(Verdict.UNAVAILABLE), answered, truth))
        .isEqualTo(Reason.JUDGE_UNAVAILABLE);
    assertThat(reason(always(Verdict.UNPARSABLE), answered, truth))
        .isEqualTo(Reason.JUDGE_UNPARSABLE);
    assertThat(reason(always(Verdict.RIGHT), answered, new GroundTruth("reason", List.of(" "))))
        .isEqualTo(Reason.NO_GROUND_TRUTH);
  }

  private static Reason reason(Judge judge, Trajectory trajectory, GroundTruth truth)
      throws InterruptedException {
    Rewards rewards = new Rewards(RewardConfig.defaults(), judge, judge);
    return ((Unscored) rewards.score(trajectory, truth)).reason();
  }

  @Test
  void eachDataSourceHasItsJudge() throws InterruptedException {
    Rewards rewards =
        new Rewards(RewardConfig.defaults(), always(Verdict.RIGHT), always(Verdict.WRONG));
    Trajectory answered = lastTurn(THOUGHT + "<answer>42</answer>");
    for (String source : List.of("perception", "easy", "search", "two_step", "reason", "numeric")) {
      Scored scored = (Scored) rewards.score(answered, new GroundTruth(source, List.of("42")));
      boolean maths = source.equals("reason") || source.equals("numeric");
      assertThat(scored.accuracy()).as(source).isEqualTo(maths ? 0 : 1);
    }
  }

  @Test
  void anUnknownDataSourceIsNamed() {
    assertThatThrownBy(() -> fixed(lastTurn(THOUGHT), "geometry3k"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("data source 'geometry3k' has no reward; known: perception")
        .hasMessageNotContaining("\n");
  }

  @Test
  void configsAreReadStrictly() {
    String yaml =
        """
        accuracy-weight: 0.8
        format-weight: 0.2
        search-penalty: 0.1
        tool-bonus: {when: if-correct, weight: 1.2}
        variant: released
        sources: {geometry3k: reason}
        """;
    RewardConfig config = Configs.parse(yaml, "rl.yaml", RewardConfig.class, List.of());
    assertThat(config.toolBonus()).isEqualTo(new ToolBonus(When.IF_CORRECT, 1.2));
    assertThat(config.kind("geometry3k")).isEqualTo(RewardKind.REASON);
    for (String wrong :
        List.of(
            "search-penalty=1.5", "accuracy-weight=-1", "tool-bonus.when=never", "variant=old")) {
      assertThatThrownBy(() -> Configs.parse(yaml, "rl.yaml", RewardConfig.class, List.of(wrong)))
          .as(wrong)
          .isInstanceOf(BadInputException.class);
    }
  }

  @Test
  void theExamplesOfTheManualAreRead() throws IOException {
    String[] blocks = Files.readString(Path.of("../docs/rewards.md")).split("```(yaml)?", -1);
    RewardConfig rewards = Configs.parse(blocks[1], "rewards", RewardConfig.class, List.of());
    assertThat(rewards.accuracyWeight()).isEqualTo(RewardConfig.defaults().accuracyWeight());
    JudgeConfig judge = Configs.parse(blocks[3], "judge", JudgeConfig.class, List.of());
    assertThat(judge.mode()).isEqualTo(JudgeConfig.Mode.CASCADE);
  }
}
