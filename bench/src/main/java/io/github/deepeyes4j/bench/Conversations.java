package io.github.deepeyes4j.bench;

import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/// What benchmarks of the engine talk about: parts of one photo, no two alike.
final class Conversations {
  private static final int SIDE = 400;

  /// Numbers in an answer.
  private static final int ANSWER = 12;

  private final Picture photo = PictureDecoder.decode(Path.of("examples/owl.jpg"));

  /// The question that opens a conversation.
  Message question(int number) {
    return show(new Random(number), "Picture %d. What is to be seen?".formatted(number));
  }

  /// What a tool answers: some text and a picture.
  Message observation(int number, int turn) {
    Random random = new Random(1000L * turn + number);
    return show(random, "Code execution result:\nstdout:\n%d".formatted(random.nextInt()));
  }

  private Message show(Random random, String text) {
    int left = random.nextInt(photo.width() - SIDE);
    int top = random.nextInt(photo.height() - SIDE);
    Picture part = photo.crop(left, top, left + SIDE, top + SIDE);
    return Message.user(List.of(Content.image(part), Content.text(text)));
  }

  /// A conversation of some turns, each with an answer.
  List<Message> answered(int number, int turns) {
    List<Message> messages = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      messages.add(turn == 0 ? question(number) : observation(number, turn));
      String numbers =
          new Random(31L * number + turn)
              .ints(ANSWER, 10, 100)
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(", "));
      messages.add(Message.assistant("<think>The picture shows %s.</think>".formatted(numbers)));
    }
    return messages;
  }

  /// Exactly so many tokens, the likeliest ones.
  static Sampling turn(int tokens) {
    return Sampling.greedy(tokens).withStop(List.of(), List.of("<|im_end|>"));
  }
}
