package io.github.deepeyes4j.train.track;

import io.github.deepeyes4j.core.BadInputException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A file of JSON objects, one a line, each with a `step`. A run that goes on from a checkpoint
/// takes the lines of later steps out, so that each step stands there once.
public final class StepLines {
  private final Path file;

  private StepLines(Path file) {
    this.file = file;
  }

  /// Opens a file, made when it is not there.
  ///
  /// @param step lines of later steps are taken out, and a last line that was cut off
  public static StepLines open(Path file, int step) throws IOException {
    if (Files.exists(file)) {
      Path kept = file.resolveSibling(file.getFileName() + ".part");
      try (BufferedReader lines = Files.newBufferedReader(file);
          BufferedWriter out = Files.newBufferedWriter(kept)) {
        copy(lines, out, step, file);
      }
      Files.move(kept, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
    return new StepLines(file);
  }

  private static void copy(BufferedReader lines, BufferedWriter out, int step, Path file)
      throws IOException {
    String line = lines.readLine();
    while (line != null) {
      String next = lines.readLine();
      try {
        if (JsonMapper.shared().readTree(line).path("step").asInt(Integer.MAX_VALUE) <= step) {
          out.write(line);
          out.write('\n');
        }
      } catch (JacksonException e) {
        if (next != null) {
          throw new BadInputException(file + ": not a line of JSON: " + line, e);
        }
      }
      line = next;
    }
  }

  /// Adds a line.
  ///
  /// @param fields `step` among them
  public void add(Map<String, ?> fields) throws IOException {
    Files.writeString(
        file,
        JsonMapper.shared().writeValueAsString(fields) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
