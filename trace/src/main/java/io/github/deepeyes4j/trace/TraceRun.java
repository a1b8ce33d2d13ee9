package io.github.deepeyes4j.trace;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.WholeFile;
import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.agent.TrajectoryStore;
import io.github.deepeyes4j.trace.Trace.Neighbours;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The pages of a run that `TrajectoryStore` has kept: `index.html`, and `pages/00001.html` and so
/// on in the run's order.
public final class TraceRun {
  private final Path directory;
  private final List<TrajectoryJson> trajectories;
  private final TokenTexts texts;

  private TraceRun(Path directory, List<TrajectoryJson> trajectories, TokenTexts texts) {
    this.directory = directory;
    this.trajectories = trajectories;
    this.texts = texts;
  }

  /// Reads a run's directory; a [BadInputException] says why it cannot be.
  public static TraceRun open(Path directory, TokenTexts texts) {
    return new TraceRun(directory, TrajectoryStore.read(directory), texts);
  }

  /// Writes all pages; the index's file. Pictures are linked where the run keeps them.
  ///
  /// @param out a directory, made when it is not there; the run's own serves well
  public Path write(Path out) throws IOException {
    Path pages = Files.createDirectories(out.resolve("pages")).toRealPath();
    Path run = directory.toRealPath();
    Pictures fromIndex = new Pictures.Linked(run, out.toRealPath());
    Pictures fromPage = new Pictures.Linked(run, pages);
    List<TraceIndex.Row> rows = new ArrayList<>();
    for (int i = 0; i < trajectories.size(); i++) {
      TrajectoryJson trajectory = trajectories.get(i);
      Neighbours neighbours = new Neighbours("../index.html", name(i - 1), name(i + 1));
      String html = Trace.of(trajectory, fromPage, texts, neighbours).html();
      Files.write(pages.resolve(file(i)), html.getBytes(StandardCharsets.UTF_8));
      rows.add(TraceIndex.row("pages/" + file(i), trajectory, fromIndex));
    }
    String name = String.valueOf(run.getFileName());
    return WholeFile.write(out.resolve("index.html"), new TraceIndex(name, rows).html());
  }

  /// Writes the first trajectory of this id as one file that needs nothing beside it; the file.
  public Path writeAlone(String id, Path file) throws IOException {
    TrajectoryJson trajectory =
        trajectories.stream()
            .filter(candidate -> candidate.id().equals(id))
            .findFirst()
            .orElseThrow(() ->
                new BadInputException("%s: holds no trajectory '%s'".formatted(directory, id)));
    return WholeFile.write(
        file, Trace.of(trajectory, new Pictures.Stored(directory), texts, null).html());
  }

  private @Nullable String name(int index) {
    return index < 0 || index >= trajectories.size() ? null : file(index);
  }

  private static String file(int index) {
    return "%05d.html".formatted(index + 1);
  }
}
