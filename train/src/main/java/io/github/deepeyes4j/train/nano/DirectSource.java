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

/// Tasks of all classes answered at once, without thought or tool: what a model can tell from the
/// view alone, and a guess where it cannot. This is what makes 'without tools' a fair baseline.
record DirectSource(TaskGenerator tasks, Protocol protocol, ChatEncoder encoder, long seed)
    implements SampleSource {
  @Override
  public Sample sample(long number) {
    TaskClass[] kinds = TaskClass.values();
    Task task = tasks.task(kinds[(int) (number % kinds.length)], seed, Math.toIntExact(number));
    List<Message> messages = new ArrayList<>(protocol.open(task.question()));
    messages.add(Message.assistant("<answer>%s</answer>".formatted(task.answer())));
    return new Sample.Conversation(encoder.encode(messages));
  }
}
