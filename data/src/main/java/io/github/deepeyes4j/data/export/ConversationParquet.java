package io.github.deepeyes4j.data.export;

import static io.github.deepeyes4j.table.ColumnType.Scalar.TEXT;

import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.PictureStore;
import io.github.deepeyes4j.table.ColumnType;
import io.github.deepeyes4j.table.ParquetFile;
import io.github.deepeyes4j.table.form.ConversationRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Conversations in one Parquet file, pictures inside: what `deepeyes sft` reads, with where each
/// comes from.
final class ConversationParquet {
  private static final ColumnType.Struct COLUMNS =
      ConversationRow.COLUMNS
          .with("id", TEXT)
          .with("source", TEXT)
          .with("licence", TEXT)
          .with("category", TEXT)
          .with("teacher", TEXT)
          .with("time", TEXT);

  private ConversationParquet() {}

  static void write(
      Path file,
      List<Example> examples,
      Function<Example, Conversation> conversations,
      PictureStore pictures)
      throws IOException {
    ParquetFile.write(
        file, COLUMNS, examples.stream().map(conversations).map(c -> row(c, pictures)));
  }

  private static ObjectNode row(Conversation conversation, PictureStore pictures) {
    Example example = conversation.example();
    ObjectNode row = JsonMapper.shared().createObjectNode();
    row.set("messages", JsonMapper.shared().valueToTree(conversation.messages()));
    images(row, conversation.pictures(), pictures);
    row.put("id", example.id());
    row.put("source", example.origin().source());
    row.put("licence", example.origin().licence());
    row.put("category", example.category());
    row.put("teacher", conversation.teacher());
    row.put("time", example.lesson() == null ? null : example.lesson().until());
    return row;
  }

  /// Puts pictures into a row, as PNG files.
  static void images(ObjectNode row, List<String> digests, PictureStore pictures) {
    ArrayNode images = row.putArray("images");
    for (String digest : digests) {
      try {
        images
            .addObject()
            .put("bytes", Files.readAllBytes(pictures.file(digest)))
            .put("path", digest + ".png");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
