package io.github.deepeyes4j.table.form;

import static io.github.deepeyes4j.table.ColumnType.Scalar.BYTES;
import static io.github.deepeyes4j.table.ColumnType.Scalar.TEXT;
import static io.github.deepeyes4j.table.ColumnType.listOf;
import static io.github.deepeyes4j.table.ColumnType.struct;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.table.ColumnType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A conversation of a ShareGPT file, as the released cold-start data is laid out.
///
/// @param messages an optional system message, then user and assistant in turns
/// @param images paths of the pictures that the marks stand for, in order
public record ConversationRow(List<MessageCell> messages, List<String> images) {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /// The columns of the same conversations in Parquet, which holds the pictures.
  public static final ColumnType.Struct COLUMNS =
      struct("messages", listOf(struct("role", TEXT).with("content", TEXT)))
          .with("images", listOf(struct("bytes", BYTES).with("path", TEXT)));

  /// Missing lists are empty.
  public ConversationRow(@Nullable List<MessageCell> messages, @Nullable List<String> images) {
    this.messages = messages == null ? List.of() : List.copyOf(messages);
    this.images = images == null ? List.of() : List.copyOf(images);
  }

  /// Reads a file; its texts are in memory as a whole.
  public static List<ConversationRow> readAll(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such file");
    }
    try (var in = Files.newInputStream(file)) {
      return JSON.readValue(in, new TypeReference<List<ConversationRow>>() {});
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s: not a JSON array of conversations: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
