package io.github.deepeyes4j.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.data.source.ExpertTeacher.Honest;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Split;
import io.github.deepeyes4j.world.expert.ScriptedExpert;
import io.github.deepeyes4j.world.task.Step;
import io.github.deepeyes4j.world.task.Task;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExpertTeacherTest {
  private static final String GIVEN_UP = "I cannot tell: ";

  /// Its search finds nothing; the loop then tells it that its turn has no action and asks again.
  @Test
  void whoHasGivenUpSaysSoWheneverAsked() throws InterruptedException {
    Honest expert = new Honest(new ScriptedExpert(taskWithLookup()));
    List<Message> messages = new ArrayList<>(List.of(Message.user("question")));
    for (int i = 0; i < 6; i++) {
      String turn = expert.generate(new ChatRequest(messages, "", Sampling.greedy(1))).turn();
      messages.add(Message.assistant(turn));
      messages.add(Message.user("nothing was found"));
      if (i >= 2) {
        assertThat(turn).startsWith(GIVEN_UP);
      }
    }
  }

  private static Task taskWithLookup() {
    ImageProcessor view = ImageProcessor.load(Path.of("../models/nano/preprocessor_config.json"));
    TaskGenerator tasks = new TaskGenerator(Assets.load(Path.of("../assets")), Split.TRAIN, view);
    return IntStream.range(0, 100)
        .mapToObj(i -> tasks.task(1, i))
        .filter(task -> task.solution().stream().anyMatch(Step.Lookup.class::isInstance))
        .findFirst()
        .orElseThrow();
  }
}
