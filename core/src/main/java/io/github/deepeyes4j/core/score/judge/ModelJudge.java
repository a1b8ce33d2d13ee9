package io.github.deepeyes4j.core.score.judge;

import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.core.score.Verdict;
import java.time.Duration;
import java.util.List;

/// A language model as a judge, on any [ChatModel].
///
/// A reply without a verdict is asked for again with another seed. A model that is down is waited
/// for; then, and only then, the verdict is `unavailable`.
public final class ModelJudge implements Judge {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final ChatModel model;
  private final JudgePrompt prompt;
  private final JudgeSettings settings;

  public ModelJudge(ChatModel model, JudgePrompt prompt, JudgeSettings settings) {
    this.model = model;
    this.prompt = prompt;
    this.settings = settings;
  }

  @Override
  public Judgement judge(Claim claim) throws InterruptedException {
    String reply = "";
    for (int i = 0; i < settings.tries(); i++) {
      try {
        reply = ask(claim, settings.seed() + i);
      } catch (ModelUnavailableException e) {
        return new Judgement(Verdict.UNAVAILABLE, String.valueOf(e.getMessage()));
      }
      Verdict verdict = prompt.reply().parse(reply);
      if (verdict != Verdict.UNPARSABLE) {
        return new Judgement(verdict, reply);
      }
    }
    return new Judgement(Verdict.UNPARSABLE, reply);
  }

  /// Asks until the model answers or patience is at its end.
  private String ask(Claim claim, long seed) throws InterruptedException {
    Sampling sampling =
        new Sampling(
            settings.temperature(), 1, 0, seed, settings.maxTokens(), List.of(), List.of());
    ChatRequest request = new ChatRequest(prompt.messages(prepared(claim)), "", sampling);
    long end = System.nanoTime() + Duration.ofSeconds(settings.patienceSeconds()).toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return model.generate(request).text();
      } catch (ModelUnavailableException e) {
        if (System.nanoTime() + pause.toNanos() > end) {
          throw e;
        }
      }
      Thread.sleep(pause);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private Claim prepared(Claim claim) {
    return switch (prompt.reply()) {
      case CONSISTENCY -> claim;
      case MATHS ->
          new Claim(claim.question(), claim.references(), MathText.normalize(claim.answer()));
    };
  }
}
