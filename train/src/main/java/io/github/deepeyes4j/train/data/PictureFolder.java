package io.github.deepeyes4j.train.data;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.table.form.PictureCell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// Pictures that were taken out of a table, each in a file named by its bytes, so that rows can be
/// visited in any order. Only what can be decoded gets in: what is there already need not be
/// decoded again.
///
/// @param directory made when the first picture comes
record PictureFolder(Path directory) {
  /// Keeps the pictures of a row; the names of their files. A [BadInputException] says which cannot
  /// be read.
  ///
  /// @param table the file that paths are relative to
  List<String> keep(List<PictureCell> cells, Path table) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      names.add(keep(cells.get(i), table, "picture " + (i + 1)));
    }
    return names;
  }

  private String keep(PictureCell cell, Path table, String name) {
    try {
      return keep(cell.read(table, name), name);
    } catch (IOException e) {
      throw new BadInputException(
          "%s: cannot be kept in %s: %s".formatted(name, directory, e.getMessage()), e);
    }
  }

  private String keep(byte[] bytes, String name) throws IOException {
    String digest = Digests.sha256(bytes);
    Path file = directory.resolve(digest);
    if (!Files.exists(file)) {
      PictureDecoder.decode(bytes, name);
      Files.createDirectories(directory);
      Path part = directory.resolve(digest + ".part");
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return digest;
  }
}
