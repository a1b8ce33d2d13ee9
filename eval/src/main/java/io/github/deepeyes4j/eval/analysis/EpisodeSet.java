package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.agent.TrajectoryStore;
import io.github.deepeyes4j.eval.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Episodes that are measured together.
///
/// @param parts the directories that they were read from, in order
/// @param step after how many training steps they were sampled; null for an evaluation
public record EpisodeSet(
    String name, List<Part> parts, List<Episode> episodes, @Nullable Integer step) {
  public EpisodeSet {
    parts = List.copyOf(parts);
    episodes = List.copyOf(episodes);
  }

  /// A directory of trajectories.
  ///
  /// @param pages where its trace pages belong, below the report's directory
  /// @param benchmark what it holds of a benchmark's run; null when it holds none
  public record Part(Path directory, String pages, @Nullable BenchmarkRun benchmark) {
    static Part open(Path directory, String pages) {
      boolean isRun = RunDirectory.holdsRun(directory);
      return new Part(directory, pages, isRun ? BenchmarkRun.read(directory) : null);
    }

    Optional<QuestionKind> kind(String id) {
      return benchmark == null ? QuestionKind.of(id) : benchmark.kind(id);
    }
  }

  /// Reads the episodes of directories as one set; a [BadInputException] says which cannot be.
  static EpisodeSet read(String name, List<Path> directories, @Nullable Integer step) {
    List<Part> parts = new ArrayList<>();
    List<Episode> episodes = new ArrayList<>();
    for (Path directory : directories) {
      String suffix = directories.size() == 1 ? "" : "-" + (parts.size() + 1);
      Part part = Part.open(directory, "episodes/" + fileName(name) + suffix);
      parts.add(part);
      episodes.addAll(read(part));
    }
    return new EpisodeSet(name, parts, episodes, step);
  }

  private static List<Episode> read(Part part) {
    List<TrajectoryJson> stored = TrajectoryStore.read(part.directory());
    if (stored.isEmpty()) {
      throw new BadInputException(part.directory() + ": its trajectories.jsonl is empty");
    }
    List<Episode> episodes = new ArrayList<>();
    for (TrajectoryJson trajectory : stored) {
      String page = "%s/pages/%05d.html".formatted(part.pages(), episodes.size() + 1);
      try {
        episodes.add(StoredEpisode.of(trajectory, part.kind(trajectory.id()).orElse(null), page));
      } catch (IllegalArgumentException e) {
        throw new BadInputException(
            "%s: trajectory '%s': %s".formatted(part.directory(), trajectory.id(), e.getMessage()),
            e);
      }
    }
    return episodes;
  }

  /// A name as part of a path.
  public static String fileName(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]+", "-");
  }
}
