package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.score.audit.Flag;
import io.github.deepeyes4j.eval.statistics.ClusterBootstrap;
import io.github.deepeyes4j.eval.statistics.Estimate;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/// What some episodes did and how it went.
///
/// @param n episodes
/// @param unscored those that nobody could score
/// @param accuracy over all of them, the unscored ones as wrong; null when none is scored
/// @param accuracyOfScored over the scored ones; null when there are none
/// @param toolRate share of the episodes with at least one call
/// @param calls tool calls of an episode
/// @param tools the calls by class; classes without calls are left out
/// @param combinations how many episodes used which classes together (`crop + numerical`, `none`),
///   the most frequent first
/// @param executableCodeShare of the code calls that were run, those that ended well; null without
///   code
/// @param statuses how the calls ended, those that were run
/// @param tokens that the model wrote in an episode
/// @param flags the episodes with each audit flag, by their trace pages
/// @param errors wrong episodes by kind, by their trace pages
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Behaviour(
    int n,
    int unscored,
    @Nullable Estimate accuracy,
    @Nullable Estimate accuracyOfScored,
    Estimate toolRate,
    Spread calls,
    Map<ToolClass, ToolUse> tools,
    Map<String, Long> combinations,
    @Nullable Double executableCodeShare,
    Map<String, Long> statuses,
    Map<String, Long> stops,
    Spread tokens,
    Spread turns,
    Spread seconds,
    Map<String, List<Seen>> flags,
    Map<String, List<Seen>> errors) {

  /// How often tools of one class were called.
  ///
  /// @param share of all calls
  /// @param perTrajectory calls an episode, over all episodes
  /// @param trajectories episodes with at least one
  /// @param within calls that do this, whatever else they do: a cell may do several things
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record ToolUse(
      long calls, double share, double perTrajectory, long trajectories, long within) {}

  /// An episode to look at.
  ///
  /// @param page its trace page, below the report's directory
  public record Seen(String id, String page) {
    static Seen of(Episode episode) {
      return new Seen(episode.id(), episode.page());
    }
  }

  static Behaviour of(List<Episode> episodes) {
    List<Episode> scored = episodes.stream().filter(e -> e.right() != null).toList();
    return new Behaviour(
        episodes.size(),
        episodes.size() - scored.size(),
        scored.isEmpty() ? null : share(episodes, Episode::isRight),
        scored.isEmpty() ? null : share(scored, Episode::isRight),
        share(episodes, e -> !e.calls().isEmpty()),
        Spread.of(episodes, e -> e.calls().size()),
        tools(episodes),
        counts(episodes.stream().map(Behaviour::combination)),
        executable(episodes),
        counts(
            calls(episodes)
                .map(Episode.Call::status)
                .filter(Objects::nonNull)
                .map(ToolStatus::wireName)),
        counts(episodes.stream().map(Episode::stop).map(StopReason::wireName)),
        Spread.of(episodes, Episode::tokens),
        Spread.of(episodes, Episode::turns),
        Spread.of(episodes, Episode::seconds),
        flags(episodes),
        errors(episodes));
  }

  private static Estimate share(List<Episode> episodes, Predicate<Episode> holds) {
    return ClusterBootstrap.share(episodes, Episode::picture, holds);
  }

  private static Stream<Episode.Call> calls(List<Episode> episodes) {
    return episodes.stream().flatMap(episode -> episode.calls().stream());
  }

  private static Map<ToolClass, ToolUse> tools(List<Episode> episodes) {
    Map<ToolClass, ToolUse> tools = new EnumMap<>(ToolClass.class);
    long all = calls(episodes).count();
    for (ToolClass tool : ToolClass.values()) {
      long calls = calls(episodes).filter(call -> call.tool() == tool).count();
      long within = calls(episodes).filter(call -> call.does().contains(tool)).count();
      if (within > 0) {
        long trajectories = episodes.stream().filter(e -> e.tools().contains(tool)).count();
        tools.put(
            tool,
            new ToolUse(
                calls,
                (double) calls / all,
                (double) calls / episodes.size(),
                trajectories,
                within));
      }
    }
    return tools;
  }

  private static String combination(Episode episode) {
    Set<ToolClass> tools = episode.tools();
    return tools.isEmpty()
        ? "none"
        : tools.stream().map(ToolClass::label).collect(Collectors.joining(" + "));
  }

  private static @Nullable Double executable(List<Episode> episodes) {
    List<Episode.Call> code =
        calls(episodes).filter(call -> call.isCode() && call.status() != null).toList();
    long well = code.stream().filter(call -> call.status() == ToolStatus.OK).count();
    return code.isEmpty() ? null : (double) well / code.size();
  }

  private static Map<String, List<Seen>> flags(List<Episode> episodes) {
    Map<String, List<Seen>> flags = new LinkedHashMap<>();
    for (Flag flag : EnumSet.allOf(Flag.class)) {
      flags.put(
          flag.wireName(),
          episodes.stream().filter(e -> e.flags().contains(flag)).map(Seen::of).toList());
    }
    return flags;
  }

  private static Map<String, List<Seen>> errors(List<Episode> episodes) {
    Map<String, List<Seen>> errors = new LinkedHashMap<>();
    for (ErrorKind kind : EnumSet.allOf(ErrorKind.class)) {
      errors.put(
          kind.label(),
          episodes.stream()
              .filter(e -> ErrorKind.of(e).filter(kind::equals).isPresent())
              .map(Seen::of)
              .toList());
    }
    return errors;
  }

  /// How often each name comes, the most frequent first.
  private static Map<String, Long> counts(Stream<String> names) {
    Map<String, Long> counts =
        names.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    Map<String, Long> ordered = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
    return ordered;
  }
}
