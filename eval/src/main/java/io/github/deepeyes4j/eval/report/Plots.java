package io.github.deepeyes4j.eval.report;

import io.github.deepeyes4j.eval.analysis.Analysis;
import io.github.deepeyes4j.eval.analysis.Behaviour;
import io.github.deepeyes4j.eval.analysis.EpisodeSet;
import io.github.deepeyes4j.eval.analysis.Published;
import io.github.deepeyes4j.eval.analysis.ToolClass;
import io.github.deepeyes4j.eval.analysis.TrainingRun;
import io.github.deepeyes4j.eval.report.Panel.Bars;
import io.github.deepeyes4j.eval.report.Panel.Lines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;

/// The paper's plots, of our runs, the published figures beside them.
final class Plots {
  private static final String CALLS = "% of the calls";
  private static final String QUESTIONS = "% of the questions";

  private final Analysis analysis;
  private final List<Plot> plots = new ArrayList<>();

  private Plots(Analysis analysis) {
    this.analysis = analysis;
  }

  /// The plots that an analysis has figures for.
  static List<Plot> of(Analysis analysis) {
    Plots all = new Plots(analysis);
    if (!analysis.runs().isEmpty()) {
      all.toolClasses();
      all.toolClassesByQuestion();
      all.toolRates();
    }
    analysis.trainings().forEach(all::training);
    return all.plots;
  }

  /// Figure 6.
  private void toolClasses() {
    List<String> names = analysis.runs().stream().map(Analysis.Run::name).toList();
    List<Behaviour> behaviours = analysis.runs().stream().map(Analysis.Run::overall).toList();
    List<String> columns = new ArrayList<>();
    List<Map<ToolClass, Double>> shares = new ArrayList<>();
    for (Published.Shares benchmark : analysis.published().shares()) {
      columns.add(benchmark.benchmark() + " SFT");
      shares.add(benchmark.sft());
      columns.add(benchmark.benchmark() + " RL");
      shares.add(benchmark.rl());
    }
    add(
        "tool-classes",
        "Tool calls by class, as in the paper's figure 6: these runs, and the published 7B model after"
            + " its cold start (SFT) and after reinforcement learning (RL).",
        List.of(
            shares("These runs", names, behaviours),
            new Bars(
                "Published",
                CALLS,
                columns,
                series(shares, (share, tool) -> share.getOrDefault(tool, 0.0)),
                true)));
  }

  /// Adds a plot of those columns that have any.
  private void add(String name, String caption, List<Bars> panels) {
    List<Panel> filled = new ArrayList<>();
    panels.stream().filter(bars -> !bars.series().isEmpty()).forEach(filled::add);
    if (!filled.isEmpty()) {
      plots.add(new Plot(name, caption, filled));
    }
  }

  private void toolClassesByQuestion() {
    List<Bars> panels = new ArrayList<>();
    for (String label : labels()) {
      List<Analysis.Run> runs =
          analysis.runs().stream().filter(run -> run.classes().containsKey(label)).toList();
      panels.add(
          shares(
              label.replace('_', ' '),
              runs.stream().map(Analysis.Run::name).toList(),
              runs.stream().flatMap(run -> Stream.ofNullable(run.classes().get(label))).toList()));
    }
    add("tool-classes-by-question", "Tool calls by class, for each class of questions.", panels);
  }

  private List<String> labels() {
    TreeSet<String> labels = new TreeSet<>();
    analysis.runs().forEach(run -> labels.addAll(run.classes().keySet()));
    return List.copyOf(labels);
  }

  private static Bars shares(String title, List<String> names, List<Behaviour> behaviours) {
    return new Bars(title, CALLS, names, series(behaviours, Plots::percent), true);
  }

  private static double percent(Behaviour behaviour, ToolClass tool) {
    Behaviour.ToolUse use = behaviour.tools().get(tool);
    return use == null ? 0 : 100 * use.share();
  }

  /// A series for each class of tools that occurs.
  private static <T> List<Bars.Series> series(
      List<T> columns, ToDoubleBiFunction<T, ToolClass> share) {
    List<ToolClass> tools = List.of(ToolClass.values());
    return tools.stream()
        .map(tool ->
            new Bars.Series(
                name(tool),
                tools.indexOf(tool),
                columns.stream().map(column -> share.applyAsDouble(column, tool)).toList()))
        .filter(series -> series.values().stream().anyMatch(value -> value > 0))
        .toList();
  }

  private static String name(ToolClass tool) {
    return tool.label().replace('_', ' ');
  }

  /// Figure 7.
  private void toolRates() {
    List<String> categories = new ArrayList<>(labels());
    categories.add("all");
    List<Bars.Series> series = new ArrayList<>();
    for (Analysis.Run run : analysis.runs()) {
      List<Double> rates =
          categories.stream()
              .map(label -> rate(run.classes().getOrDefault(label, run.overall())))
              .toList();
      series.add(new Bars.Series(run.name(), series.size(), rates));
    }
    List<Published.Rate> rates = analysis.published().rates();
    plots.add(
        new Plot(
            "tool-rate",
            "Questions with at least one tool call, as in the paper's figure 7: these runs by class"
                + " of questions, and the published 7B model by benchmark.",
            List.of(
                new Bars(
                    "These runs",
                    QUESTIONS,
                    categories.stream().map(label -> label.replace('_', ' ')).toList(),
                    series,
                    false),
                new Bars(
                    "Published",
                    QUESTIONS,
                    rates.stream().map(Published.Rate::benchmark).toList(),
                    List.of(
                        published("SFT", 0, rates, Published.Rate::sft),
                        published("RL", 1, rates, Published.Rate::rl)),
                    false))));
  }

  private static double rate(Behaviour behaviour) {
    return 100 * behaviour.toolRate().value();
  }

  private static Bars.Series published(
      String name, int colour, List<Published.Rate> rates, Function<Published.Rate, Double> rate) {
    return new Bars.Series(name, colour, rates.stream().map(rate).toList());
  }

  /// Figures 4, 8 and 10.
  private void training(TrainingRun run) {
    List<Panel> panels = new ArrayList<>();
    add(panels, "Reward", run, Map.of("critic/score/mean", "reward"));
    add(
        panels,
        "Accuracy",
        run,
        ordered("critic/acc/mean", "rollouts", "val-aux/acc/mean@1", "validation"));
    add(panels, "Tokens written in an episode", run, Map.of("response_length/mean", "tokens"));
    calls(panels, run);
    add(
        panels,
        "Code calls by class, share",
        run,
        ordered(
            "agent/code_class/crop", "crop",
            "agent/code_class/numerical", "numerical",
            "agent/code_class/mark", "mark",
            "agent/code_class/image", "other",
            "agent/code_class/unknown", "unknown"));
    add(panels, "Audit flags, share of the episodes", run, named(run, "audit/", Plots::isFlag));
    add(panels, "Loss", run, named(run, "train/loss/", _ -> true));
    add(panels, "Accuracy of tokens", run, named(run, "train/acc/", _ -> true));
    if (!panels.isEmpty()) {
      plots.add(
          new Plot(
              "training-" + EpisodeSet.fileName(run.name()),
              "%s over its %d steps, as in the paper's figures 8 and 10."
                  .formatted(run.name(), run.steps()),
              panels));
    }
  }

  private static boolean isFlag(String name) {
    return !List.of("tool_rate", "executable_code", "judge_disagreement").contains(name);
  }

  /// The mean with a band of one standard deviation.
  private static void calls(List<Panel> panels, TrainingRun run) {
    List<TrainingRun.Point> means = run.curves().getOrDefault("agent/tool_call_mean", List.of());
    List<TrainingRun.Point> stds = run.curves().getOrDefault("agent/tool_call_std", List.of());
    if (means.isEmpty() || means.size() != stds.size()) {
      return;
    }
    List<Double> steps = means.stream().map(point -> (double) point.step()).toList();
    List<Double> low = new ArrayList<>();
    List<Double> high = new ArrayList<>();
    for (int i = 0; i < means.size(); i++) {
      low.add(Math.max(0, means.get(i).value() - stds.get(i).value()));
      high.add(means.get(i).value() + stds.get(i).value());
    }
    panels.add(
        new Lines(
            "Tool calls of an episode, ± one standard deviation",
            List.of(
                new Lines.Line(
                    "mean", 0, steps, means.stream().map(TrainingRun.Point::value).toList(), false),
                new Lines.Line("+ std", 4, steps, high, true),
                new Lines.Line("− std", 4, steps, low, true))));
  }

  /// The curves of a kind, by what their names end in.
  private static Map<String, String> named(
      TrainingRun run, String prefix, Predicate<String> shown) {
    Map<String, String> names = new LinkedHashMap<>();
    for (String figure : run.curves().keySet()) {
      if (figure.startsWith(prefix) && shown.test(figure.substring(prefix.length()))) {
        names.put(figure, figure.substring(prefix.length()).replace('_', ' '));
      }
    }
    return names;
  }

  private static Map<String, String> ordered(String... figuresAndNames) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < figuresAndNames.length; i += 2) {
      names.put(figuresAndNames[i], figuresAndNames[i + 1]);
    }
    return names;
  }

  private static void add(
      List<Panel> panels, String title, TrainingRun run, Map<String, String> names) {
    List<Lines.Line> lines = new ArrayList<>();
    names.forEach((figure, name) -> {
      List<TrainingRun.Point> points = run.curves().get(figure);
      if (points != null) {
        lines.add(
            new Lines.Line(
                name,
                lines.size(),
                points.stream().map(point -> (double) point.step()).toList(),
                points.stream().map(TrainingRun.Point::value).toList(),
                false));
      }
    });
    if (!lines.isEmpty()) {
      panels.add(new Lines(title, lines));
    }
  }
}
