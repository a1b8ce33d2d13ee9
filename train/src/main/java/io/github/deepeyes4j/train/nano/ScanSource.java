package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.SampleSource;
import io.github.deepeyes4j.world.expert.CropBox;
import io.github.deepeyes4j.world.scene.Cell;
import io.github.deepeyes4j.world.scene.Scan;
import io.github.deepeyes4j.world.scene.Scene;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// Crowded scenes scanned cell by cell: the quickest way to learn which image token a cell's name
/// means, and where in its cell a board is. In ordinary scenes nine cells of ten are empty, and
/// saying so is nearly right for long.
record ScanSource(TaskGenerator tasks, Protocol protocol, ChatEncoder encoder, long seed)
    implements SampleSource {
  @Override
  public Sample sample(long number) {
    Scene scene = tasks.mosaic(new SplittableRandom(seed + 11 * number).split());
    List<Message> messages =
        new ArrayList<>(protocol.open(new Question("scan", "Scan.", List.of(scene.picture()))));
    messages.add(
        Message.assistant("<think>%s\n%s</think>\n".formatted(Scan.of(scene), middles(scene))));
    return new Sample.Conversation(encoder.encode(messages));
  }

  /// Where each board's middle is in its cell.
  private static String middles(Scene scene) {
    return scene.boards().stream()
        .map(board -> {
          Cell cell = scene.cell(board);
          return " %s:%s".formatted(cell.label(), CropBox.around(scene, board).middle(cell));
        })
        .collect(Collectors.joining());
  }
}
