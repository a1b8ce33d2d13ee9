package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.eval.result.EvalReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/// What runs did: the figures of the report, for machines.
///
/// @param runs each set of episodes; evaluations first, then what trainings kept
/// @param comparisons of each later evaluation with the first
/// @param trainings figures over steps
/// @param published the paper's figures, to stand beside
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Analysis(
    List<Run> runs,
    List<Comparison> comparisons,
    List<TrainingRun> trainings,
    Published published) {

  /// One set of episodes.
  ///
  /// @param step after how many training steps they were sampled; null for an evaluation
  /// @param directories where they were read
  /// @param models how many episodes each model answered
  /// @param protocols how many episodes ran under each digest of prompts and switches
  /// @param overall all of them
  /// @param classes those of each class of questions; empty where no question's class is known
  /// @param traces the indexes of their trace pages, below the report's directory
  /// @param benchmarks the numbers of those directories that hold a benchmark's run
  public record Run(
      String name,
      @Nullable Integer step,
      List<String> directories,
      Map<String, Long> models,
      Map<String, Long> protocols,
      Behaviour overall,
      Map<String, Behaviour> classes,
      List<String> traces,
      List<EvalReport> benchmarks) {
    static Run of(EpisodeSet set) {
      Map<String, List<Episode>> classes = new TreeMap<>();
      for (Episode episode : set.episodes()) {
        episode
            .knownKind()
            .ifPresent(
                kind -> classes.computeIfAbsent(kind.label(), _ -> new ArrayList<>()).add(episode));
      }
      Map<String, Behaviour> behaviours = new LinkedHashMap<>();
      classes.forEach((label, episodes) -> behaviours.put(label, Behaviour.of(episodes)));
      return new Run(
          set.name(),
          set.step(),
          set.parts().stream().map(EpisodeSet.Part::directory).map(Path::toString).toList(),
          counts(set.episodes().stream().map(e -> e.model().name()).toList()),
          counts(set.episodes().stream().map(e -> e.model().protocol()).toList()),
          Behaviour.of(set.episodes()),
          behaviours,
          set.parts().stream().map(part -> part.pages() + "/index.html").toList(),
          set.parts().stream()
              .map(EpisodeSet.Part::benchmark)
              .filter(Objects::nonNull)
              .map(BenchmarkRun::report)
              .toList());
    }

    private static Map<String, Long> counts(List<String> names) {
      return names.stream()
          .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }
  }

  /// Analyses runs.
  ///
  /// @param compare whether evaluations are compared question by question; they must share some
  ///   then
  public static Analysis of(Runs runs, boolean compare) {
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 1; compare && i < runs.evaluations().size(); i++) {
      comparisons.add(Comparison.of(runs.evaluations().getFirst(), runs.evaluations().get(i)));
    }
    return new Analysis(
        runs.sets().stream().map(Run::of).toList(),
        comparisons,
        runs.trainings(),
        Published.load());
  }
}
