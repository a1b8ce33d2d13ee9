package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.Turn;
import io.github.deepeyes4j.core.chat.Generation;
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

/// The figures of a step, under the names that dashboards of the original know, and ours.
///
/// Lengths are in tokens. Observations include the frame of the messages they stand in.
final class StepMetrics {
  private final Map<String, Double> metrics = new LinkedHashMap<>();

  private StepMetrics() {}

  static Map<String, Double> of(RlConfig config, int step, StepReport report) {
    StepMetrics all = new StepMetrics();
    List<Episode> episodes =
        report.groups().stream().flatMap(group -> group.episodes().stream()).toList();
    all.put("training/global_step", step + 1);
    all.rewards(config.algorithm(), report.groups());
    all.lengths(episodes);
    all.agent(episodes);
    report.audit().metrics().forEach(all::put);
    all.groups(report, episodes);
    all.update(report.update(), config.learningRate().rate(step));
    all.times(report.times(), episodes);
    return all.metrics;
  }

  /// Accuracy by data source, of one greedy episode a prompt. An episode without a score counts as
  /// wrong, and is counted.
  static Map<String, Double> ofValidation(List<Group> groups) {
    StepMetrics all = new StepMetrics();
    all.accuracies("val-core/", "/acc/mean@1", groups, true);
    List<Episode> episodes = groups.stream().flatMap(g -> g.episodes().stream()).toList();
    all.put("val-aux/acc/mean@1", accuracy(groups, true));
    all.put("val-aux/tool_call_mean", mean(episodes, e -> e.trajectory().toolCalls()));
    all.put("val-aux/response_length", mean(episodes, e -> e.trajectory().generatedTokens()));
    all.unscored("val-aux/unscored/", episodes);
    return all.metrics;
  }

  private void put(String name, double value) {
    metrics.put(name, value);
  }

  private void rewards(Algorithm algorithm, List<Group> groups) {
    List<ScoredEpisode> scored = groups.stream().flatMap(g -> g.scored().stream()).toList();
    spread("critic/score", scored, e -> e.score().reward());
    spread("critic/rewards", scored, algorithm::shapedReward);
    List<Double> advantages =
        groups.stream()
            .filter(group -> !group.scored().isEmpty())
            .flatMap(group -> java.util.Arrays.stream(group.advantages(algorithm)).boxed())
            .toList();
    spread("critic/advantages", advantages, a -> a);
    spread("critic/returns", advantages, a -> a);
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

  private static double accuracy(List<Group> groups, boolean countUnscored) {
    double right =
        groups.stream()
            .flatMap(g -> g.scored().stream())
            .mapToDouble(e -> e.score().accuracy())
            .sum();
    long of =
        groups.stream()
            .mapToLong(g -> countUnscored ? g.episodes().size() : g.scored().size())
            .sum();
    return right / of;
  }

  private void lengths(List<Episode> episodes) {
    spread("response_length", episodes, e -> e.trajectory().generatedTokens());
    put("response_length/clip_ratio", share(episodes, StopReason.LENGTH, StopReason.CONTEXT_FULL));
    spread("obs_length", episodes, e -> observedTokens(e.trajectory()));
    spread("prompt_length", episodes, e -> promptTokens(e.trajectory()));
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
    DoubleSummaryStatistics calls =
        episodes.stream().mapToDouble(e -> e.trajectory().toolCalls()).summaryStatistics();
    put("agent/tool_call_mean", calls.getAverage());
    put("agent/tool_call_max", calls.getMax());
    put("agent/tool_call_min", calls.getMin());
    double squares =
        mean(episodes, e -> Math.pow(e.trajectory().toolCalls() - calls.getAverage(), 2));
    put("agent/tool_call_std", Math.sqrt(squares));
    put("agent/tool_rate", mean(episodes, e -> e.trajectory().toolCalls() > 0 ? 1 : 0));
    List<Turn> turns = episodes.stream().flatMap(e -> e.trajectory().turns().stream()).toList();
    counts("agent/action/", turns.stream().map(turn -> turn.action().kind()).toList(), episodes);
    counts(
        "agent/tool_status/",
        turns.stream().flatMap(t -> t.observed().stream()).map(o -> o.status().wireName()).toList(),
        episodes);
    counts(
        "agent/stop/",
        episodes.stream().map(e -> e.trajectory().stop().wireName()).toList(),
        episodes);
  }

  /// How often each name comes, an episode.
  private void counts(String prefix, Collection<String> names, List<Episode> episodes) {
    names.stream()
        .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()))
        .forEach((name, count) -> put(prefix + name, (double) count / episodes.size()));
  }

  private void groups(StepReport report, List<Episode> episodes) {
    long equal = report.groups().stream().filter(group -> !group.isInformative()).count();
    put("groups/equal_share", (double) equal / report.groups().size());
    put("groups/dropped", report.dropped());
    unscored("unscored/", episodes);
  }

  private void unscored(String prefix, List<Episode> episodes) {
    for (Reason reason : Reason.values()) {
      long count =
          episodes.stream()
              .filter(e -> e.score() instanceof Unscored(Reason why, _) && why == reason)
              .count();
      put(prefix + reason.wireName(), (double) count);
    }
  }

  private void update(UpdateReport update, double rate) {
    put("actor/pg_loss", update.meanLoss());
    put("actor/pg_clipfrac", update.mean(update.clippedUpper()));
    put("actor/pg_clipfrac_lower", update.mean(update.clippedLower()));
    put("actor/ppo_kl", update.mean(update.divergence()));
    put("actor/entropy", update.mean(update.entropy()));
    put("actor/logprob_gap", update.meanGap());
    put("actor/grad_norm", update.meanNorm());
    put("actor/lr", rate);
  }

  private void times(StepTimes times, List<Episode> episodes) {
    times.seconds().forEach((phase, seconds) -> put("timing_s/" + phase, seconds));
    put("timing_s/reward", episodes.stream().mapToDouble(Episode::scoringSeconds).sum());
    put("timing_s/step", times.total());
    double tokens =
        episodes.stream()
            .map(Episode::trajectory)
            .mapToDouble(t -> promptTokens(t) + observedTokens(t) + t.generatedTokens())
            .sum();
    double seconds = times.total();
    put("perf/total_num_tokens", tokens);
    put("perf/time_per_step", seconds);
    put("perf/throughput", tokens / seconds);
  }

  private static double share(List<Episode> episodes, StopReason... reasons) {
    return mean(episodes, e -> List.of(reasons).contains(e.trajectory().stop()) ? 1 : 0);
  }

  private static <T> double mean(Collection<T> items, ToDoubleFunction<T> value) {
    return items.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  private <T> void spread(String name, Collection<T> items, ToDoubleFunction<T> value) {
    if (!items.isEmpty()) {
      DoubleSummaryStatistics all = items.stream().mapToDouble(value).summaryStatistics();
      put(name + "/mean", all.getAverage());
      put(name + "/max", all.getMax());
      put(name + "/min", all.getMin());
    }
  }
}
