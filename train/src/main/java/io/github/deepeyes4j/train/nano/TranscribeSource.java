package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.PatchGrid;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.train.nano.VisionLabels.Placed;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.SampleSource;
import io.github.deepeyes4j.world.scene.Cell;
import java.awt.Font;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/// Pages of text read aloud, cell by cell. A board has five characters and a page has fifty: this
/// is where the language model learns to hear what the vision tower sees.
record TranscribeSource(
    List<Font> fonts, ImageProcessor view, Protocol protocol, ChatEncoder encoder, long seed)
    implements SampleSource {
  @Override
  public Sample sample(long number) {
    TextPage page = TextPage.random(new SplittableRandom(seed + 29 * number).split(), fonts, view);
    List<Message> messages =
        new ArrayList<>(protocol.open(new Question("page", "Read.", List.of(page.picture()))));
    messages.add(Message.assistant("<think>%s</think>\n".formatted(aloud(page))));
    return new Sample.Conversation(encoder.encode(messages));
  }

  private String aloud(TextPage page) {
    PatchGrid grid = view.grid(page.picture());
    List<StringBuilder> cells = new ArrayList<>();
    for (int i = 0; i < grid.tokens(); i++) {
      cells.add(new StringBuilder());
    }
    page.text().stream()
        .sorted(Comparator.comparingDouble((Placed placed) -> placed.center().getX()))
        .forEach(placed -> cells.get(index(placed, page, grid)).append(placed.character()));
    StringBuilder aloud = new StringBuilder();
    for (int i = 0; i < grid.tokens(); i++) {
      Cell cell = new Cell(i / grid.cellColumns(), i % grid.cellColumns());
      aloud.append(' ').append(cell.label()).append(':').append(cells.get(i));
    }
    return aloud.toString();
  }

  private static int index(Placed placed, TextPage page, PatchGrid grid) {
    Cell cell =
        Cell.at(
            placed.center().getX(),
            placed.center().getY(),
            page.picture().width(),
            page.picture().height(),
            grid.cellRows(),
            grid.cellColumns());
    return cell.row() * grid.cellColumns() + cell.column();
  }
}
