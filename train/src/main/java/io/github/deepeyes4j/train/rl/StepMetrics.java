package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.Turn;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.metrics.Figure;
import io.github.deepeyes4j.core.score.Score.Reason;
import io.github.deepeyes4j.core.score.Score.Unscored;
import io.github.deepeyes4j.train.rl.Group.Episode;
import io.github.deepeyes4j.train.rl.Group.ScoredEpisode;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// The figures of one process's episodes of a step, under the names that dashboards of the original
/// know, and ours.
///
/// Lengths are in tokens. Observations include the frame of the messages they stand in.
final class StepMetrics {
  private final Map<String, Figure> figures = new LinkedHashMap<>();

  private StepMetrics() {}

  static StepFigures of(RlConfig config, int step, StepReport report) {
    StepMetrics all = new StepMetrics();
    List<Episode> episodes =
        report.groups().stream().flatMap(group -> group.episodes().stream()).toList();
    all.alike("training/global_step", step + 1);
    all.rewards(config.algorithm(), report.groups());
    all.lengths(episodes);
    all.agent(episodes);
    all.figures.putAll(report.audit());
    all.groups(report, episodes);
    all.update(report.learned().update(), config.learningRate().rate(step));
    all.times(report.times(), episodes);
    return new StepFigures(episodes.size(), all.figures);
  }

  /// Accuracy by data source, of one greedy episode a prompt. An episode without a score counts as
  /// wrong, and is counted.
  static StepFigures ofValidation(List<Group> groups) {
    StepMetrics all = new StepMetrics();
    all.accuracies("val-core/", "/acc/mean@1", groups, true);
    List<Episode> episodes = groups.stream().flatMap(g -> g.episodes().stream()).toList();
    all.put("val-aux/acc/mean@1", accuracy(groups, true));
    all.put("val-aux/tool_call_mean", mean(episodes, e -> e.trajectory().toolCalls()));
    all.put("val-aux/response_length", mean(episodes, e -> e.trajectory().generatedTokens()));
    all.unscored("val-aux/unscored/", episodes);
    return new StepFigures(episodes.size(), all.figures);
  }

  private void put(String name, Figure figure) {
    figures.put(name, figure);
  }

  /// A figure that every process has alike.
  private void alike(String name, double value) {
    put(name, Figure.largest(value));
  }

  private void rewards(Algorithm algorithm, List<Group> groups) {
    List<ScoredEpisode> scored = groups.stream().flatMap(g -> g.scored().stream()).toList();
    spread("critic/score/", scored, e -> e.score().reward());
    spread("critic/rewards/", scored, algorithm::shapedReward);
    List<Double> advantages =
        groups.stream()
            .filter(group -> !group.scored().isEmpty())
            .flatMap(group -> java.util.Arrays.stream(group.advantages(algorithm)).boxed())
            .toList();
    spread("critic/advantages/", advantages, a -> a);
    spread("critic/returns/", advantages, a -> a);
    put("critic/acc/mean", mean(scored, e -> e.score().accuracy()));
    put("critic/format/mean", mean(scored, e -> e.score().format()));
    accuracies("critic/acc/", "", groups, false);
  }

  private void accuracies(String prefix, String suffix, List<Group> groups, boolean countUnscored) {
    groups.stream()
        .collect(
            Collectors.groupingBy(
                g -> g.prompt().truth().dataSource(), TreeMap::new, Collectors.toList()))
        .forEach((source, part) -> put(prefix + source + suffix, accuracy(part, countUnscored)));
  }

  private static Figure accuracy(List<Group> groups, boolean countUnscored) {
    double right =
        groups.stream()
            .flatMap(g -> g.scored().stream())
            .mapToDouble(e -> e.score().accuracy())
            .sum();
    long of =
        groups.stream()
            .mapToLong(g -> countUnscored ? g.episodes().size() : g.scored().size())
            .sum();
    return Figure.mean(right, of);
  }

  private void lengths(List<Episode> episodes) {
    spread("response_length/", episodes, e -> e.trajectory().generatedTokens());
    put("response_length/clip_ratio", share(episodes, StopReason.LENGTH, StopReason.CONTEXT_FULL));
    spread("obs_length/", episodes, e -> observedTokens(e.trajectory()));
    spread("prompt_length/", episodes, e -> promptTokens(e.trajectory()));
  }

  private static double promptTokens(Trajectory trajectory) {
    return trajectory.turns().isEmpty()
        ? 0
        : trajectory.turns().getFirst().generation().promptTokens();
  }

  private static double observedTokens(Trajectory trajectory) {
    List<Generation> turns = trajectory.turns().stream().map(Turn::generation).toList();
    if (turns.isEmpty()) {
      return 0;
    }
    int written =
        turns.subList(0, turns.size() - 1).stream().mapToInt(turn -> turn.tokens().length).sum();
    return turns.getLast().promptTokens() - turns.getFirst().promptTokens() - written;
  }

  private void agent(List<Episode> episodes) {
    spread("agent/tool_call_", episodes, e -> e.trajectory().toolCalls());
    double[] calls = episodes.stream().mapToDouble(e -> e.trajectory().toolCalls()).toArray();
    double squares = DoubleStream.of(calls).map(n -> n * n).sum();
    put(
        "agent/tool_call_std",
        Figure.deviation(DoubleStream.of(calls).sum(), squares, calls.length));
    put("agent/tool_rate", mean(episodes, e -> e.trajectory().toolCalls() > 0 ? 1 : 0));
    List<Turn> turns = episodes.stream().flatMap(e -> e.trajectory().turns().stream()).toList();
    counts("agent/action/", turns.stream().map(turn -> turn.action().kind()));
    counts(
        "agent/tool_status/",
        turns.stream().flatMap(t -> t.observed().stream()).map(o -> o.status().wireName()));
    counts("agent/stop/", episodes.stream().map(e -> e.trajectory().stop().wireName()));
  }

  /// How often each name comes, an episode.
  private void counts(String prefix, Stream<String> names) {
    names
        .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()))
        .forEach((name, count) -> put(prefix + name, Figure.perEpisode(count)));
  }

  private void groups(StepReport report, List<Episode> episodes) {
    long equal = report.groups().stream().filter(group -> !group.isInformative()).count();
    put("groups/equal_share", Figure.share(equal, report.groups().size()));
    put("groups/dropped", Figure.sum(report.dropped()));
    unscored("unscored/", episodes);
  }

  private void unscored(String prefix, List<Episode> episodes) {
    for (Reason reason : Reason.values()) {
      long count =
          episodes.stream()
              .filter(e -> e.score() instanceof Unscored(Reason why, _) && why == reason)
              .count();
      put(prefix + reason.wireName(), Figure.sum((double) count));
    }
  }

  /// Reports are of all processes already.
  private void update(UpdateReport update, double rate) {
    alike("actor/pg_loss", update.meanLoss());
    alike("actor/pg_clipfrac", update.mean(update.clippedUpper()));
    alike("actor/pg_clipfrac_lower", update.mean(update.clippedLower()));
    alike("actor/ppo_kl", update.mean(update.divergence()));
    alike("actor/entropy", update.mean(update.entropy()));
    alike("actor/logprob_gap", update.meanGap());
    alike("actor/grad_norm", update.meanNorm());
    alike("actor/lr", rate);
  }

  private void times(StepTimes times, List<Episode> episodes) {
    times.seconds().forEach((phase, seconds) -> put("timing_s/" + phase, Figure.largest(seconds)));
    double scoring = episodes.stream().mapToDouble(Episode::scoringSeconds).sum();
    put("timing_s/reward", Figure.largest(scoring));
    double seconds = times.total();
    put("timing_s/step", Figure.largest(seconds));
    double tokens =
        episodes.stream()
            .map(Episode::trajectory)
            .mapToDouble(t -> promptTokens(t) + observedTokens(t) + t.generatedTokens())
            .sum();
    put("perf/total_num_tokens", Figure.sum(tokens));
    put("perf/time_per_step", Figure.largest(seconds));
    put("perf/throughput", Figure.sum(tokens / seconds));
  }

  private static Figure share(List<Episode> episodes, StopReason... reasons) {
    return mean(episodes, e -> List.of(reasons).contains(e.trajectory().stop()) ? 1 : 0);
  }

  private static <T> Figure mean(Collection<T> items, ToDoubleFunction<T> value) {
    return Figure.mean(items.stream().mapToDouble(value).sum(), items.size());
  }

  /// Mean, largest and smallest; nothing is said of nothing.
  private <T> void spread(String prefix, Collection<T> items, ToDoubleFunction<T> value) {
    if (!items.isEmpty()) {
      DoubleSummaryStatistics all = items.stream().mapToDouble(value).summaryStatistics();
      put(prefix + "mean", Figure.mean(all.getSum(), all.getCount()));
      put(prefix + "max", Figure.largest(all.getMax()));
      put(prefix + "min", Figure.smallest(all.getMin()));
    }
  }
}
