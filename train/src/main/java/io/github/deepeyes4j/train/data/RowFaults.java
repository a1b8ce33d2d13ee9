package io.github.deepeyes4j.train.data;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The rows of a file that cannot be learned from, and why. Confined to one thread.
final class RowFaults {
  /// How many the warning itself names.
  private static final int NAMED = 5;

  private final Path file;
  private final List<String> faults = new ArrayList<>();

  RowFaults(Path file) {
    this.file = file;
  }

  /// @param row counted from 1
  void add(long row, String reason) {
    faults.add("row %d: %s".formatted(row, reason));
  }

  int count() {
    return faults.size();
  }

  /// Tells of all of them, if there are any: the first in a warning, every one in a file. When no
  /// row is left this is a [BadInputException].
  ///
  /// @param rows all that were read
  /// @param list the file to list them in
  void report(long rows, Path list, Consumer<String> warnings) {
    if (rows == 0) {
      throw new BadInputException(file + ": holds no row");
    }
    if (faults.isEmpty()) {
      return;
    }
    write(list);
    String named = String.join("; ", faults.subList(0, Math.min(NAMED, faults.size())));
    String message =
        "%s: %d of %d rows cannot be learned from (all of them: %s): %s%s"
            .formatted(file, faults.size(), rows, list, named, faults.size() > NAMED ? "; …" : "");
    if (faults.size() == rows) {
      throw new BadInputException(message);
    }
    warnings.accept(message);
  }

  private void write(Path list) {
    try {
      Files.createDirectories(list.toAbsolutePath().getParent());
      WholeFile.write(list, String.join("\n", faults) + "\n");
    } catch (IOException e) {
      throw new BadInputException(list + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
