package io.github.deepeyes4j.data;

import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.chat.Role;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.data.ask.Asker.Respondent;
import io.github.deepeyes4j.data.ask.Price;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// A model whose behaviour a question spells out, over tools that echo: `[direct]` is answered
/// right at once, `[tools]` after a call, `[expert]` by the expert alone, and the rest wrongly.
public final class Scripted implements ChatModel {
  /// Every conversation that was begun: the model's name and the question.
  static final ConcurrentLinkedQueue<String> BEGUN = new ConcurrentLinkedQueue<>();

  /// The seeds of those conversations, by the model's name.
  static final ConcurrentHashMap<String, Set<Long>> SEEDS = new ConcurrentHashMap<>();

  private final String name;
  private final boolean tools;
  private final int failAfter;

  private Scripted(String name, boolean tools, int failAfter) {
    this.name = name;
    this.tools = tools;
    this.failAfter = failAfter;
  }

  /// @param failAfter conversations over all models after which the server is down
  public static Respondent respondent(String name, boolean tools, int failAfter) {
    Rollout rollout =
        new Rollout(
            new Scripted(name, tools, failAfter),
            new Echo(),
            SearchClient.off(),
            new Protocol("S", "{question}", false, false),
            tools ? Limits.defaults() : Limits.oneTurn());
    return new Respondent(name, rollout, Sampling.greedy(10), new Price(0, 1e6));
  }

  /// The tools: they run nothing.
  public static CodeRunner tools() {
    return new Echo();
  }

  @Override
  public String id() {
    return name;
  }

  @Override
  public Generation generate(ChatRequest request, Consumer<String> onText) {
    String question = request.messages().get(1).display().replace("<image>", "");
    boolean first = request.messages().stream().noneMatch(m -> m.role() == Role.ASSISTANT);
    if (first) {
      if (BEGUN.size() >= failAfter) {
        throw new ModelUnavailableException("the server is down");
      }
      BEGUN.add(name + " " + question);
      SEEDS
          .computeIfAbsent(name, _ -> ConcurrentHashMap.newKeySet())
          .add(request.sampling().seed());
    }
    String turn = first && tools ? call(question) : answer(question);
    onText.accept(turn);
    return new Generation(
        "", turn, new int[] {1, 2}, new float[2], FinishReason.END_OF_TURN, 5, 0, 0);
  }

  private static String call(String question) {
    String code = question.contains("[broken]") ? "raise ValueError" : "print(6 * 7)";
    return "<think>Compute.</think><code>\n```python\n%s\n```\n</code>".formatted(code);
  }

  private String answer(String question) {
    boolean right =
        question.contains("[direct]")
            || (question.contains("[tools]") && tools)
            || (question.contains("[expert]") && name.equals("expert"))
            || (question.contains("[broken]") && name.equals("expert"));
    return "<think>It is 42.</think><answer>%s</answer>".formatted(right ? "42" : "7");
  }

  @Override
  public void close() {}

  /// Prints 42, unless the code raises.
  private static final class Echo implements CodeRunner {
    @Override
    public CodeSession open(List<Picture> pictures) {
      return new CodeSession() {
        @Override
        public CellResult run(String code, Duration timeout) {
          boolean raises = code.contains("raise");
          return new CellResult(
              raises ? ToolStatus.PYTHON_ERROR : ToolStatus.OK,
              raises ? "" : "42\n",
              raises ? "ValueError" : "",
              List.of(),
              0);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }
}
