package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.metrics.MetricRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The runs of an analysis.
///
/// @param evaluations what evaluations kept
/// @param samples what trainings kept of their rollouts, now and then
/// @param trainings the trainings themselves
public record Runs(
    List<EpisodeSet> evaluations, List<EpisodeSet> samples, List<TrainingRun> trainings) {
  private static final Pattern ARGUMENT = Pattern.compile("(?:([^=/,]+)=)?([^=,]+(?:,[^=,]+)*)");
  private static final Pattern STEP = Pattern.compile("step-(\\d{1,9})");

  /// Reads runs; a [BadInputException] says which one cannot be read and why.
  ///
  /// @param arguments each `[NAME=]DIR[,DIR…]`: directories of trajectories are measured together;
  ///   a directory with `metrics.jsonl` is that of a training, with the trajectories it kept
  public static Runs open(List<String> arguments) {
    Runs runs = new Runs(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Set<String> names = new HashSet<>();
    for (String argument : arguments) {
      Matcher matcher = ARGUMENT.matcher(argument);
      if (!matcher.matches()) {
        throw new BadInputException("run '%s' must be [NAME=]DIR[,DIR…]".formatted(argument));
      }
      List<Path> directories = Stream.of(matcher.group(2).split(",", -1)).map(Path::of).toList();
      String name = matcher.group(1) == null ? name(directories.getFirst()) : matcher.group(1);
      if (!names.add(EpisodeSet.fileName(name))) {
        throw new BadInputException(
            "two runs are named '%s': name one, as in other=%s".formatted(name, argument));
      }
      runs.add(name, directories);
    }
    return runs;
  }

  /// The episodes of one directory of trajectories.
  public static Runs of(String name, Path directory) {
    return new Runs(List.of(EpisodeSet.read(name, List.of(directory), null)), List.of(), List.of());
  }

  private static String name(Path directory) {
    return String.valueOf(directory.toAbsolutePath().normalize().getFileName());
  }

  private void add(String name, List<Path> directories) {
    for (Path directory : directories) {
      if (!Files.isDirectory(directory)) {
        throw new BadInputException(directory + ": no such directory");
      }
    }
    Path first = directories.getFirst();
    if (directories.size() == 1 && Files.exists(first.resolve(MetricRow.FILE))) {
      trainings.add(TrainingRun.read(name, first));
      samples.addAll(kept(name, first));
    } else {
      evaluations.add(EpisodeSet.read(name, directories, null));
    }
  }

  /// What a training kept in `trajectories/step-N`, by step.
  private static List<EpisodeSet> kept(String name, Path run) {
    Path directory = run.resolve("trajectories");
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    TreeMap<Integer, Path> steps = new TreeMap<>();
    try (Stream<Path> entries = Files.list(directory)) {
      entries.forEach(entry -> {
        Matcher step = STEP.matcher(String.valueOf(entry.getFileName()));
        if (step.matches()) {
          steps.put(Integer.valueOf(step.group(1)), entry);
        }
      });
    } catch (IOException e) {
      throw new BadInputException(directory + ": cannot be read: " + e.getMessage(), e);
    }
    List<EpisodeSet> sets = new ArrayList<>();
    steps.forEach((step, kept) ->
        sets.add(EpisodeSet.read("%s step %d".formatted(name, step), List.of(kept), step)));
    return sets;
  }

  /// All sets of episodes, evaluations first.
  public List<EpisodeSet> sets() {
    return Stream.concat(evaluations.stream(), samples.stream()).toList();
  }
}
