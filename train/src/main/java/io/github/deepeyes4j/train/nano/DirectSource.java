package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.SampleSource;
import io.github.deepeyes4j.world.task.Task;
import io.github.deepeyes4j.world.task.TaskClass;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.util.ArrayList;
import java.util.List;

/// Tasks answered at once, without a tool: what a model can tell from the view alone, and a guess
/// where it cannot.
///
/// @param kinds classes, which take turns
/// @param opening what stands before the answer
record DirectSource(
    TaskGenerator tasks,
    List<TaskClass> kinds,
    Protocol protocol,
    String opening,
    ChatEncoder encoder,
    long seed)
    implements SampleSource {
  @Override
  public Sample sample(long number) {
    TaskClass kind = kinds.get((int) (number % kinds.size()));
    Task task = tasks.task(kind, seed, Math.toIntExact(number));
    List<Message> messages = new ArrayList<>(protocol.open(task.question()));
    messages.add(Message.assistant(opening + "<answer>%s</answer>".formatted(task.answer())));
    return new Sample.Conversation(encoder.encode(messages));
  }
}
