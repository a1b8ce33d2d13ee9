package io.github.deepeyes4j.data.source;

import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Role;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.data.ask.Asker.Respondent;
import io.github.deepeyes4j.data.ask.Price;
import io.github.deepeyes4j.data.ask.Teacher;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.world.expert.ScriptedExpert;
import io.github.deepeyes4j.world.expert.UnsolvedException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The script that knows the nano tasks, its tools really run. Where they do not show what it needs
/// it says so and answers nothing.
///
/// @param worlds whose tasks it knows
/// @param rollouts makes the loop for a model
public record ExpertTeacher(
    String name, List<WorldSource> worlds, Function<ChatModel, Rollout> rollouts)
    implements Teacher {
  private static final Sampling UNUSED = Sampling.greedy(1);

  @Override
  public Optional<Respondent> respondent(Example example) {
    return worlds.stream()
        .filter(world -> world.name().equals(example.origin().source()))
        .findFirst()
        .map(world -> new Honest(new ScriptedExpert(world.task(example))))
        .map(expert -> new Respondent(name, rollouts.apply(expert), UNUSED, Price.FREE));
  }

  /// Says when the expert has to give up, and goes on saying it: its script counts turns, and has
  /// none for being asked again.
  record Honest(ChatModel expert) implements ChatModel {
    private static final String GIVEN_UP = "I cannot tell: ";

    @Override
    public String id() {
      return expert.id();
    }

    @Override
    public Generation generate(ChatRequest request, Consumer<String> onText)
        throws InterruptedException {
      if (request.messages().stream().anyMatch(Honest::givesUp)) {
        return givingUp("as I said");
      }
      try {
        return expert.generate(request, onText);
      } catch (UnsolvedException e) {
        return givingUp(String.valueOf(e.getMessage()));
      }
    }

    private static boolean givesUp(Message message) {
      return message.role() == Role.ASSISTANT && message.display().startsWith(GIVEN_UP);
    }

    private static Generation givingUp(String reason) {
      return Generation.ofText(GIVEN_UP + reason, FinishReason.END_OF_TURN, 0);
    }

    @Override
    public void close() {}
  }
}
