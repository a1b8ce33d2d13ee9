package io.github.deepeyes4j.eval.run;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.JsonLines;
import io.github.deepeyes4j.core.WholeFile;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.TrajectoryStore;
import io.github.deepeyes4j.eval.result.Contamination;
import io.github.deepeyes4j.eval.result.EvalReport;
import io.github.deepeyes4j.eval.result.ResultRow;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where a benchmark's run is kept: `protocol.json`, `results.jsonl` with a line an episode, the
/// trajectories as [TrajectoryStore] keeps them, and reports. A process may be killed at any time:
/// what is opened again holds whole episodes only. Safe for concurrent use; one process a
/// directory.
public final class RunDirectory implements AutoCloseable {
  private static final String PROTOCOL = "protocol.json";
  private static final String RESULTS = "results.jsonl";
  private static final String CONTAMINATION = "contamination.json";
  private static final String TRAJECTORIES = "trajectories.jsonl";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path directory;
  private final Map<String, ResultRow> rows;
  private final TrajectoryStore trajectories;
  private final JsonLines results;

  private RunDirectory(Path directory, String digest, boolean dropUnscored) {
    this.directory = directory;
    this.rows = new ConcurrentHashMap<>();
    try {
      Path file = directory.resolve(RESULTS);
      if (Files.exists(file)) {
        read(file, digest).stream()
            .filter(row -> !dropUnscored || !isUnscored(row))
            .forEach(row -> rows.put(row.key(), row));
        if (dropUnscored) {
          rewrite(file);
        }
      }
      dropOrphans(directory.resolve(TRAJECTORIES), rows.keySet());
      this.trajectories = TrajectoryStore.open(directory);
    } catch (IOException e) {
      throw new BadInputException(directory + ": cannot be used: " + e.getMessage(), e);
    }
    this.results = JsonLines.open(directory.resolve(RESULTS), _ -> {});
  }

  /// Opens a run to go on with it, or begins one.
  ///
  /// @param dropUnscored whether episodes that nobody could score are run again
  /// @throws BadInputException when the directory's run was made by another protocol
  public static RunDirectory open(Path directory, RunProtocol protocol, boolean dropUnscored) {
    Path file = directory.resolve(PROTOCOL);
    try {
      Files.createDirectories(directory);
      if (Files.exists(file)) {
        List<String> differences = protocol.differences(protocol(directory));
        if (!differences.isEmpty()) {
          throw new BadInputException(
              "%s: was run by another protocol (%s); choose another 'out'"
                  .formatted(directory, String.join("; ", differences)));
        }
      } else {
        WholeFile.write(
            file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(protocol.values()));
      }
    } catch (IOException e) {
      throw new BadInputException(directory + ": cannot be used: " + e.getMessage(), e);
    }
    return new RunDirectory(directory, protocol.digest(), dropUnscored);
  }

  /// Whether a directory holds a run.
  public static boolean holdsRun(Path directory) {
    return Files.isRegularFile(directory.resolve(PROTOCOL));
  }

  /// The protocol of a run.
  public static RunProtocol protocol(Path directory) {
    Path file = directory.resolve(PROTOCOL);
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          directory + ": holds no run of a benchmark (no " + PROTOCOL + ")");
    }
    try {
      return new RunProtocol(
          JSON.readValue(
              Files.readString(file), new TypeReference<LinkedHashMap<String, String>>() {}));
    } catch (IOException | JacksonException e) {
      throw new BadInputException(file + ": not a protocol: " + firstLine(e), e);
    }
  }

  /// The numbers of a run, made of its rows.
  public static EvalReport report(Path directory) {
    Collection<ResultRow> rows = rows(directory);
    return EvalReport.of(
        protocol(directory).subject(rows.size(), contamination(directory)), List.copyOf(rows));
  }

  private static @Nullable Contamination contamination(Path directory) {
    Path file = directory.resolve(CONTAMINATION);
    if (!Files.exists(file)) {
      return null;
    }
    try {
      return JSON.readValue(Files.readString(file), Contamination.class);
    } catch (IOException | JacksonException e) {
      throw new BadInputException(file + ": cannot be read: " + firstLine(e), e);
    }
  }

  /// The episodes of a run, each once: of two of one name the later stands.
  public static Collection<ResultRow> rows(Path directory) {
    return read(directory.resolve(RESULTS), protocol(directory).digest());
  }

  private static Collection<ResultRow> read(Path file, String digest) {
    Map<String, ResultRow> rows = new LinkedHashMap<>();
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String line;
      while ((line = lines.readLine()) != null) {
        number++;
        try {
          ResultRow row = JSON.readValue(line, ResultRow.class);
          if (!row.protocol().equals(digest)) {
            throw new BadInputException(
                "%s:%d: a row of another protocol (%s)".formatted(file, number, row.protocol()));
          }
          rows.put(row.key(), row);
        } catch (JacksonException e) {
          // The last line may be one that a killed process left unfinished.
          if (lines.readLine() != null) {
            throw new BadInputException(
                "%s:%d: not a result: %s".formatted(file, number, e.getOriginalMessage()), e);
          }
        }
      }
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
    return rows.values();
  }

  private static boolean isUnscored(ResultRow row) {
    return row.grades().values().stream().anyMatch(ResultRow.GradeJson::isUnscored);
  }

  private void rewrite(Path file) throws IOException {
    WholeFile.write(
        file,
        rows.values().stream()
            .map(row -> JSON.writeValueAsString(row) + "\n")
            .collect(Collectors.joining()));
  }

  /// Leaves out trajectories without a result: their process was killed between the two.
  private static void dropOrphans(Path file, Set<String> keys) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Set<String> seen = new HashSet<>();
    boolean dropped = false;
    try (BufferedReader lines = Files.newBufferedReader(file);
        BufferedWriter out = Files.newBufferedWriter(part)) {
      String line;
      while ((line = lines.readLine()) != null) {
        String id = id(line);
        if (keys.contains(id) && seen.add(id)) {
          out.write(line);
          out.write('\n');
        } else {
          dropped = true;
        }
      }
    }
    if (dropped) {
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.delete(part);
    }
  }

  /// The trajectory's name; empty for an unfinished line.
  private static String id(String line) {
    try {
      JsonNode id = JSON.readTree(line).path("id");
      return id.isString() ? id.asString() : "";
    } catch (JacksonException e) {
      return "";
    }
  }

  boolean has(String key) {
    return rows.containsKey(key);
  }

  /// All episodes, in no order.
  public List<ResultRow> rows() {
    return List.copyOf(rows.values());
  }

  /// Keeps an episode: its trajectory first, so that no result is without one.
  void add(Trajectory trajectory, Map<String, Double> reward, ResultRow row) {
    try {
      trajectories.add(trajectory, reward);
    } catch (IOException e) {
      throw new UncheckedIOException("a trajectory cannot be kept", e);
    }
    results.add(JSON.writeValueAsString(row));
    rows.put(row.key(), row);
  }

  /// Keeps what was found of the benchmark in training data.
  public void write(Contamination contamination) throws IOException {
    write(CONTAMINATION, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(contamination));
  }

  /// Writes a report beside the rows; its file.
  public Path write(String name, String text) throws IOException {
    return WholeFile.write(directory.resolve(name), text);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
  }

  @Override
  public void close() {
    results.close();
  }
}
