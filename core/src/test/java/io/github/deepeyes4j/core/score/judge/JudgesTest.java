package io.github.deepeyes4j.core.score.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.core.score.Judge.Claim;
import io.github.deepeyes4j.core.score.Judge.Judgement;
import io.github.deepeyes4j.core.score.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgesTest {
  private static final Claim CLAIM = new Claim("What is it?", List.of("a cat", "cat"), "a kitten");
  private static final String YES = "same thing <最终结果>\\boxed{Yes}<\\最终结果>";
  private static final String NO = "another <最终结果>\\boxed{No}<\\最终结果>";
  private static final String DOWN = "DOWN";

  /// Replies in turn; [#DOWN] stands for a server that fails.
  private static final class ScriptedModel implements ChatModel {
    private final ArrayDeque<String> replies;
    final List<ChatRequest> requests = new ArrayList<>();

    ScriptedModel(String... replies) {
      this.replies = new ArrayDeque<>(List.of(replies));
    }

    @Override
    public String id() {
      return "judge";
    }

    @Override
    public synchronized Generation generate(ChatRequest request, Consumer<String> onText) {
      requests.add(request);
      String reply = replies.remove();
      if (reply.equals(DOWN)) {
        throw new ModelUnavailableException("http://judge: down");
      }
      return Generation.ofText(reply, FinishReason.END_OF_TURN, 0);
    }

    @Override
    public void close() {}
  }

  private static ModelJudge judge(ChatModel model, int patienceSeconds) {
    return new ModelJudge(
        model, JudgePrompt.consistency(), new JudgeSettings(0.3, 8192, 7, 3, patienceSeconds));
  }

  private static Judge always(Verdict verdict) {
    return _ -> new Judgement(verdict, "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CONSISTENCY | <最终结果>\\boxed{Yes}<\\最终结果> | RIGHT",
        "CONSISTENCY | Yes, I see Yes. <最终结果>\\boxed{No}<\\最终结果> Yes | WRONG",
        "CONSISTENCY | <最终结果>\\boxed{Yes}<\\最终结果> no: <最终结果>\\boxed{\\text{No}}<\\最终结果> | WRONG",
        "CONSISTENCY | <最终结果>\\boxed{No} or \\boxed{Yes}<\\最终结果> | RIGHT",
        "CONSISTENCY | <最终结果>\\boxed{Yes | UNPARSABLE",
        "CONSISTENCY | <最终结果>\\boxed{Unknown}<\\最终结果> | UNPARSABLE",
        "CONSISTENCY | <最终结果>\\boxed{Yes/No}<\\最终结果> | UNPARSABLE",
        "CONSISTENCY | the answer is Yes | UNPARSABLE",
        "MATHS | ## Equivalence Judgement TRUE | RIGHT",
        "MATHS | true? ## Equivalence Judgement **False** | WRONG",
        "MATHS | ## Equivalence Judgement TRUE ## Equivalence Judgement FALSE | WRONG",
        "MATHS | ## Equivalence Judgement TRUE or FALSE | UNPARSABLE",
        "MATHS | ## Equivalence Judgement | UNPARSABLE",
        "MATHS | TRUE | UNPARSABLE"
      })
  void repliesAreReadByTheirForm(ReplyForm form, String reply, Verdict verdict) {
    assertThat(form.parse(reply)).isEqualTo(verdict);
  }

  @Test
  void theModelIsAskedWithTheClaim() throws InterruptedException {
    ScriptedModel model = new ScriptedModel(YES);
    assertThat(judge(model, 0).judge(CLAIM)).isEqualTo(new Judgement(Verdict.RIGHT, YES));
    ChatRequest request = model.requests.getFirst();
    assertThat(request.messages().getLast().display())
        .isEqualTo("[问题]: What is it?\n[参考答案]: a cat or cat\n[模型回答]: a kitten\n");
    assertThat(request.sampling().temperature()).isEqualTo(0.3);
    assertThat(request.sampling().maxTokens()).isEqualTo(8192);
  }

  @Test
  void anAnswerCannotNameAnotherSlot() {
    List<Message> messages =
        JudgePrompt.maths().messages(new Claim("q", List.of("secret"), "{reference} $1"));
    assertThat(messages.getLast().display()).contains("Student's answer:\n{reference} $1\n");
  }

  @Test
  void aReplyWithoutAVerdictIsAskedForAgain() throws InterruptedException {
    ScriptedModel model = new ScriptedModel("hm", "hm", NO);
    assertThat(judge(model, 0).judge(CLAIM).verdict()).isEqualTo(Verdict.WRONG);
    assertThat(model.requests.stream().map(request -> request.sampling().seed()))
        .containsExactly(7L, 8L, 9L);
    assertThat(judge(new ScriptedModel("a", "b", "c"), 0).judge(CLAIM))
        .isEqualTo(new Judgement(Verdict.UNPARSABLE, "c"));
  }

  @Test
  void aJudgeThatIsDownIsWaitedForAndThenUnavailable() throws InterruptedException {
    assertThat(judge(new ScriptedModel(DOWN, YES), 5).judge(CLAIM).verdict())
        .isEqualTo(Verdict.RIGHT);
    assertThat(judge(new ScriptedModel(DOWN), 0).judge(CLAIM))
        .isEqualTo(new Judgement(Verdict.UNAVAILABLE, "http://judge: down"));
  }

  @Test
  void theCascadeAsksOnlyWhereRulesDoNotReach() throws InterruptedException {
    AnswerRules rules = new AnswerRules(MathEquivalence.none());
    CascadeJudge cascade = new CascadeJudge(rules, always(Verdict.UNPARSABLE));
    assertThat(cascade.judge(new Claim("q", List.of("cat"), "Cat.")).verdict())
        .isEqualTo(Verdict.RIGHT);
    assertThat(cascade.judge(new Claim("q", List.of("12"), "13")).verdict())
        .isEqualTo(Verdict.WRONG);
    assertThat(cascade.judge(CLAIM).verdict()).isEqualTo(Verdict.UNPARSABLE);
    assertThat(new RuleJudge(rules).judge(CLAIM).verdict()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void theSecondJudgeIsCountedAndDecidesNothing() throws InterruptedException {
    for (Verdict second : Verdict.values()) {
      SecondOpinion both = new SecondOpinion(always(Verdict.RIGHT), always(second));
      assertThat(both.judge(CLAIM).verdict()).isEqualTo(Verdict.RIGHT);
      boolean compared = second == Verdict.RIGHT || second == Verdict.WRONG;
      assertThat(both.takeCount())
          .isEqualTo(new SecondOpinion.Count(compared ? 1 : 0, second == Verdict.WRONG ? 1 : 0));
      assertThat(both.takeCount()).isEqualTo(new SecondOpinion.Count(0, 0));
    }
  }

  @Test
  void whatIsRecordedIsNotAskedAgain(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("runs/judge.jsonl");
    ScriptedModel model = new ScriptedModel(YES, "x", "y", "z", DOWN, NO);
    Claim other = new Claim("What is it?", List.of("a dog"), "a kitten");
    Claim third = new Claim("What is it?", List.of("a cow"), "a kitten");
    JudgeSettings settings = new JudgeSettings(0.3, 8192, 7, 3, 0);
    JudgeIdentity identity =
        new JudgeIdentity("judge", JudgePrompt.consistency().digest(), settings);
    try (JudgeRecording recording = JudgeRecording.open(file)) {
      Judge judge = RecordedJudge.record(recording, identity, judge(model, 0));
      assertThat(judge.judge(CLAIM).verdict()).isEqualTo(Verdict.RIGHT);
      assertThat(judge.judge(CLAIM).verdict()).isEqualTo(Verdict.RIGHT);
      assertThat(judge.judge(other).verdict()).isEqualTo(Verdict.UNPARSABLE);
      assertThat(judge.judge(third).verdict()).isEqualTo(Verdict.UNAVAILABLE);
    }
    Files.write(file, new byte[] {'{', '"', (byte) 0xe6}, StandardOpenOption.APPEND);
    try (JudgeRecording recording = JudgeRecording.open(file)) {
      Judge judge = RecordedJudge.record(recording, identity, judge(model, 0));
      assertThat(judge.judge(third).verdict()).isEqualTo(Verdict.WRONG);
    }
    assertThat(model.requests).hasSize(6);
    try (JudgeRecording recording = JudgeRecording.open(file)) {
      Judge replay = RecordedJudge.replay(recording, identity);
      assertThat(replay.judge(CLAIM)).isEqualTo(new Judgement(Verdict.RIGHT, YES));
      assertThat(replay.judge(other).verdict()).isEqualTo(Verdict.UNPARSABLE);
      assertThat(replay.judge(third).verdict()).isEqualTo(Verdict.WRONG);
      Claim unknown = new Claim("What is it?", List.of("a cat"), "a kitten");
      assertThat(replay.judge(unknown).verdict()).isEqualTo(Verdict.UNAVAILABLE);
      JudgeIdentity warmer =
          new JudgeIdentity(
              identity.model(), identity.prompt(), new JudgeSettings(0.5, 8192, 7, 3, 0));
      assertThat(RecordedJudge.replay(recording, warmer).judge(CLAIM).verdict())
          .isEqualTo(Verdict.UNAVAILABLE);
    }
  }

  @Test
  void aForeignFileIsNoRecording(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("notes.txt"), "hello\n");
    assertThatThrownBy(() -> JudgeRecording.open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("line 1 is no recorded judgement");
    Files.writeString(file, "hello");
    assertThatThrownBy(() -> JudgeRecording.open(file)).isInstanceOf(BadInputException.class);
    assertThat(file).hasContent("hello");
  }

  @Test
  void aConfigurationIsWired(@TempDir Path directory) throws Exception {
    String yaml =
        """
        mode: cascade
        server: {urls: ['http://one/v1'], model: judge}
        second: {urls: ['http://two/v1'], model: other}
        maths: {settings: {temperature: 0, max-tokens: 100, seed: 0, tries: 1, patience-seconds: 0}}
        recording: {file: %s, replay: false}
        """
            .formatted(directory.resolve("judge.jsonl"));
    JudgeConfig config = Configs.parse(yaml, "rl.yaml", JudgeConfig.class, List.of());
    try (Judges judges =
        new Judges(
            config,
            MathEquivalence.none(),
            server -> new ScriptedModel(server.model().equals("judge") ? YES : NO))) {
      assertThat(judges.consistency().judge(CLAIM).verdict()).isEqualTo(Verdict.RIGHT);
      assertThat(judges.takeCount()).isEqualTo(new SecondOpinion.Count(1, 1));
      assertThat(judges.identities()).hasSize(4);
    }
    JudgeConfig replay =
        Configs.parse(yaml, "rl.yaml", JudgeConfig.class, List.of("recording.replay=true"));
    try (Judges judges =
        new Judges(
            replay,
            MathEquivalence.none(),
            server -> {
              throw new AssertionError("a replay asks " + server);
            })) {
      assertThat(judges.consistency().judge(CLAIM).verdict()).isEqualTo(Verdict.RIGHT);
      assertThat(judges.takeCount()).isEqualTo(new SecondOpinion.Count(1, 1));
      assertThat(judges.maths().judge(CLAIM).verdict()).isEqualTo(Verdict.UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mode: rules\nserver: {urls: [http://one/v1], model: judge}",
        "mode: cascade",
        "mode: model\nserver: {urls: [], model: judge}",
        "mode: rules\nrecording: {file: judge.jsonl, replay: true}"
      })
  void contradictionsAreNamed(String yaml) {
    assertThatThrownBy(() -> Configs.parse(yaml, "rl.yaml", JudgeConfig.class, List.of()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("judge: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void promptsAreReadFromFiles(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("released.yaml"),
            "reply: maths\nuser: '{question} {reference} {answer}'\n");
    assertThat(JudgePrompt.load(file).messages(CLAIM)).hasSize(1);
    Files.writeString(file, "reply: maths\nuser: '{question} {answer}'\n");
    assertThatThrownBy(() -> JudgePrompt.load(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("must contain {reference}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x = 5 | 5",
        "f(x) = \\frac12 | \\frac{1}{2}",
        "x=3, y=4 | x=3, y=4",
        "\\boxed{\\text{12}} | 12",
        "$\\dfrac{3}{4}$ | \\frac{3}{4}",
        "1,234,567 | 1234567",
        "(1,234) | (1,234)",
        "12 cm^2. | 12",
        "45^\\circ | 45",
        "\\sqrt 2 | \\sqrt{2}",
        "the cat | the cat"
      })
  void mathematicalTextIsWrittenOneWay(String answer, String normalized) {
    assertThat(MathText.normalize(answer)).isEqualTo(normalized);
  }
}
