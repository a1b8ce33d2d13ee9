package io.github.deepeyes4j.table.form;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A picture as tables hold it.
///
/// @param bytes a picture file; null when only its path is known
/// @param path relative to the table's file
public record PictureCell(byte @Nullable [] bytes, @Nullable String path) {
  /// The bytes of the picture's file.
  ///
  /// @param table the file that the path is relative to
  /// @param name stands for the picture in error messages
  public byte[] read(Path table, String name) {
    if (bytes != null) {
      return bytes;
    }
    if (path == null) {
      throw new BadInputException(name + ": neither bytes nor a path");
    }
    Path file = table.resolveSibling(path);
    if (!Files.isRegularFile(file)) {
      throw new BadInputException("%s: no file %s".formatted(name, file));
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BadInputException("%s: %s cannot be read".formatted(name, file), e);
    }
  }
}
