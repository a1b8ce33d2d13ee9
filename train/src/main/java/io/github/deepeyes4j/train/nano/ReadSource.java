package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.SampleSource;
import io.github.deepeyes4j.world.scene.Board;
import io.github.deepeyes4j.world.scene.Scan;
import io.github.deepeyes4j.world.scene.Scene;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Crops to read, and pictures with one big board: the end of every task that reads, without the
/// long way to it.
record ReadSource(TaskGenerator tasks, Protocol protocol, ChatEncoder encoder, long seed)
    implements SampleSource {
  @Override
  public Sample sample(long number) {
    SplittableRandom random = new SplittableRandom(seed + 19 * number).split();
    Scene scene = tasks.scene(random);
    Board board = scene.boards().getFirst();
    if (board.big()) {
      return sample(scene.picture(), Scan.text(scene, board), board.text());
    }
    BoardCrop crop = BoardCrop.of(scene, board, random);
    return sample(crop.picture(), Scan.text(scene, board, crop.part()), board.text());
  }

  private Sample sample(Picture picture, String scan, String text) {
    List<Message> messages =
        new ArrayList<>(protocol.open(new Question("read", "Read.", List.of(picture))));
    messages.add(Message.assistant("<think>%s\n%s</think>\n".formatted(scan, text)));
    return new Sample.Conversation(encoder.encode(messages));
  }
}
