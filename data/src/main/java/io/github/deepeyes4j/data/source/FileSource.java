package io.github.deepeyes4j.data.source;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.Action;
import io.github.deepeyes4j.core.agent.TurnParser;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.core.score.GroundTruth;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.Example.Origin;
import io.github.deepeyes4j.data.example.PictureStore;
import io.github.deepeyes4j.table.Table;
import io.github.deepeyes4j.table.form.ConversationRow;
import io.github.deepeyes4j.table.form.MessageCell;
import io.github.deepeyes4j.table.form.PictureCell;
import io.github.deepeyes4j.table.form.VerlRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Questions of a file: Parquet in verl's columns (MMSearch-R1's files among them), or
/// conversations in ShareGPT JSON, of which the first question and the last answer are taken.
///
/// @param images the directory that the pictures of JSON are relative to; null for the file's own
/// @param category of all questions; null takes that of each row
public record FileSource(
    String name, String licence, Path file, @Nullable Path images, @Nullable String category)
    implements ExampleSource {
  @Override
  public List<Example> read(PictureStore pictures) throws IOException {
    List<Example> examples = new ArrayList<>();
    if (file.toString().endsWith(".json")) {
      for (ConversationRow row : ConversationRow.readAll(file)) {
        Origin origin = origin(examples.size() + 1);
        examples.add(sound(origin, () -> conversation(origin, row, pictures)));
      }
      return examples;
    }
    Table table = Table.open(file);
    try (Stream<ObjectNode> rows = table.rows(VerlRow.columns(table))) {
      for (Iterator<ObjectNode> each = rows.iterator(); each.hasNext(); ) {
        ObjectNode row = each.next();
        Origin origin = origin(examples.size() + 1);
        examples.add(sound(origin, () -> question(origin, VerlRow.of(row), pictures)));
      }
    }
    return examples;
  }

  private Origin origin(int row) {
    return new Origin(name, licence, "%s row %d".formatted(file.getFileName(), row));
  }

  /// Reads a row.
  private interface Reading {
    Example read() throws IOException;
  }

  /// What is read, or the row marked with what is wrong with it.
  private static Example sound(Origin origin, Reading reading) throws IOException {
    try {
      return reading.read();
    } catch (BadInputException e) {
      return Example.of(origin, "", origin.key(), List.of(), List.of())
          .dropped(STAGE, "unreadable", String.valueOf(e.getMessage()));
    }
  }

  private Example question(Origin origin, VerlRow row, PictureStore pictures) throws IOException {
    String question = row.question();
    GroundTruth truth = row.truth();
    List<String> digests = keep(row.pictures(), file, pictures);
    return Example.of(
        origin,
        category == null ? truth.dataSource() : category,
        question,
        truth.answers(),
        digests);
  }

  private Example conversation(Origin origin, ConversationRow row, PictureStore pictures)
      throws IOException {
    if (category == null) {
      throw new BadInputException("the source states no 'category', and conversations have none");
    }
    List<MessageCell> said = row.messages();
    MessageCell asked =
        said.stream()
            .filter(message -> "user".equals(message.role()))
            .findFirst()
            .orElseThrow(() -> new BadInputException("nobody asks anything"));
    String answer = said.getLast().text();
    if (!(TurnParser.parse(answer).action() instanceof Action.Answer(String text))) {
      throw new BadInputException("does not end with an <answer>");
    }
    List<PictureCell> cells =
        row.images().stream()
            .limit(asked.marks())
            .map(path -> new PictureCell(null, path))
            .toList();
    if (cells.size() < asked.marks()) {
      throw new BadInputException(
          "%d %s marks but %d images"
              .formatted(asked.marks(), MessageCell.MARK, row.images().size()));
    }
    Path base = images == null ? file : images.resolve("any");
    return Example.of(
        origin,
        category,
        asked.text().replace(MessageCell.MARK, "").strip(),
        List.of(text),
        keep(cells, base, pictures));
  }

  private static List<String> keep(List<PictureCell> cells, Path base, PictureStore pictures)
      throws IOException {
    List<String> digests = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      String name = "picture " + (i + 1);
      digests.add(pictures.add(PictureDecoder.decode(cells.get(i).read(base, name), name)));
    }
    return digests;
  }
}
