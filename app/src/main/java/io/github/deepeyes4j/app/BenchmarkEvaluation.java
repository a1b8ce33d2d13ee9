package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.score.judge.JudgeConfig;
import io.github.deepeyes4j.core.score.judge.JudgeIdentity;
import io.github.deepeyes4j.core.score.judge.Judges;
import io.github.deepeyes4j.eval.benchmark.Benchmark;
import io.github.deepeyes4j.eval.benchmark.Evidence;
import io.github.deepeyes4j.eval.benchmark.ItemSource;
import io.github.deepeyes4j.eval.benchmark.RealxItems;
import io.github.deepeyes4j.eval.maths.SymjaEquivalence;
import io.github.deepeyes4j.eval.result.EvalReport;
import io.github.deepeyes4j.eval.run.EvalConfig;
import io.github.deepeyes4j.eval.run.Evaluation;
import io.github.deepeyes4j.eval.run.EvidenceMetrics.Cut;
import io.github.deepeyes4j.eval.run.RunDirectory;
import io.github.deepeyes4j.eval.run.RunProtocol;
import io.github.deepeyes4j.eval.scorer.Graders;
import io.github.deepeyes4j.eval.scorer.ReaderPrompts;
import io.github.deepeyes4j.eval.scorer.Scorer;
import io.github.deepeyes4j.search.leak.Blocklist;
import io.github.deepeyes4j.trace.Crop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Evaluates by a configuration: opens model, tools and judges once, runs one benchmark after the
/// other, prints and keeps their reports.
final class BenchmarkEvaluation {
  private final EvalConfig config;
  private final EvaluatedModel model;
  private final ToolOptions tools;
  private final Options options;
  private final ReaderPrompts readers;

  /// What the command line says of how to run and what to tell.
  ///
  /// @param trainedOn training data in which to look for the questions
  /// @param againUnscored whether episodes that nobody could score are run again
  /// @param report whether the report is written when a run is complete
  /// @param json whether one JSON object is printed instead of tables
  record Options(List<Path> trainedOn, boolean againUnscored, boolean report, boolean json) {
    Options {
      trainedOn = List.copyOf(trainedOn);
    }
  }

  BenchmarkEvaluation(EvalConfig config, EvaluatedModel model, ToolOptions tools, Options options) {
    this.config = config;
    this.model = model;
    this.tools = tools;
    this.options = options;
    this.readers =
        config.readers() == null ? ReaderPrompts.ours() : ReaderPrompts.load(config.readers());
  }

  void run() throws IOException, InterruptedException {
    List<Benchmark> benchmarks = benchmarks();
    Protocol prompts = config.mode().prompts(model.modes().get());
    Interruption interruption = Interruption.install();
    List<EvalReport> reports = new ArrayList<>();
    try (Opened opened = new Opened()) {
      Setup setup = open(opened, prompts);
      for (int i = 0; i < benchmarks.size() && !interruption.requested(); i++) {
        Path file = config.benchmarks().get(i).file();
        EvalReport report = evaluate(benchmarks.get(i), file, setup, interruption);
        reports.add(report);
        if (!options.json) {
          System.out.println(report.table());
        }
      }
    } finally {
      interruption.finished();
    }
    if (options.json) {
      System.out.println(JsonMapper.shared().writeValueAsString(Map.of("benchmarks", reports)));
    }
  }

  /// What all benchmarks share.
  ///
  /// @param contamination null when nobody named training data
  private record Setup(
      Evaluation.Tools tools,
      RunProtocol.Parts parts,
      @Nullable ContaminationCheck contamination) {}

  private Setup open(Opened opened, Protocol prompts) throws IOException {
    ContaminationCheck contamination =
        options.trainedOn.isEmpty() ? null : ContaminationCheck.of(options.trainedOn);
    Judges judges = opened.add(JudgeSetup.open(config.judging()));
    Map<String, String> searched = new LinkedHashMap<>();
    SearchClient search = search(opened, searched);
    CodeRunner code = config.toolSet().code() ? opened.add(tools.codeRunner()) : CodeRunner.off();
    ChatModel chatModel = opened.add(model.start().apply(config.concurrent()));
    return new Setup(
        new Evaluation.Tools(
            chatModel, code, search, prompts, () -> graders(judges), BenchmarkEvaluation::cuts),
        new RunProtocol.Parts(
            chatModel.id(),
            model.weights().get(),
            prompts.digest(),
            judges.identities().stream().map(JudgeIdentity::toString).distinct().toList(),
            readers.digest(),
            searched),
        contamination);
  }

  private List<Benchmark> benchmarks() {
    Path declarations = Home.directory().resolve("configs/benchmarks");
    List<Benchmark> benchmarks =
        config.benchmarks().stream()
            .map(task -> Benchmark.named(task.name(), declarations))
            .toList();
    for (Benchmark benchmark : benchmarks) {
      if (Scorer.of(benchmark.scorer()).needsModel()
          && config.judging().mode() == JudgeConfig.Mode.RULES) {
        throw new BadInputException(
            "benchmark %s: a model grades it; set judging.mode to cascade and judging.server"
                .formatted(benchmark.name()));
      }
    }
    for (EvalConfig.Task task : config.benchmarks()) {
      if (!Files.exists(task.file())) {
        throw new BadInputException(task.file() + ": no such file");
      }
    }
    return benchmarks;
  }

  private SearchClient search(Opened opened, Map<String, String> searched) {
    boolean words = config.toolSet().search();
    boolean pictures = config.toolSet().imageSearch();
    if (!words && !pictures) {
      return SearchClient.off();
    }
    SearchSetup open = tools.search(Home.assets());
    SearchSetup setup = opened.add(hasOwnPages() ? open : open.guarded(Blocklist.standard()));
    searched.put("text", words ? setup.text().id() : "off");
    searched.put("image", pictures ? setup.image().id() : "off");
    if (tools.replaysSearch()) {
      setup.recording().ifPresent(recording -> searched.put("recording", recording.digest()));
    }
    return setup.tools();
  }

  /// RealX-Mini is searched in its own documents and pictures, which give no benchmark away; the
  /// blocklist would take pictures out for the addresses that they come from.
  private boolean hasOwnPages() {
    return config.benchmarks().stream()
        .allMatch(task -> task.name().equalsIgnoreCase(RealxItems.BENCHMARK.name()));
  }

  private Graders graders(Judges judges) {
    return new Graders(
        judges.consistency(), judges.maths(), judges.reader(), new SymjaEquivalence(), readers);
  }

  private static List<Cut> cuts(Trajectory trajectory) {
    return Crop.of(trajectory).stream()
        .map(crop -> {
          Crop.Box box = crop.box();
          return new Cut(
              crop.picture(),
              crop.source(),
              new Evidence.Box(box.left(), box.top(), box.right(), box.bottom()));
        })
        .toList();
  }

  private EvalReport evaluate(
      Benchmark benchmark, Path file, Setup setup, Interruption interruption)
      throws IOException, InterruptedException {
    Path out = config.out().resolve(benchmark.name());
    try (ItemSource items = ItemSource.open(benchmark, file)) {
      RunProtocol protocol = RunProtocol.of(config, benchmark, items, setup.parts);
      try (RunDirectory directory = RunDirectory.open(out, protocol, options.againUnscored)) {
        if (setup.contamination != null) {
          directory.write(setup.contamination.of(items));
        }
        Evaluation evaluation = new Evaluation(benchmark, config, setup.tools);
        AtomicInteger done = new AtomicInteger(directory.rows().size());
        ProgressLine progress =
            new ProgressLine(benchmark.name(), Math.toIntExact(config.episodes(items.count())));
        evaluation.run(
            items,
            directory,
            protocol.digest(),
            interruption::requested,
            _ -> progress.update(done.incrementAndGet()));
        EvalReport report = RunDirectory.report(out);
        directory.write(
            report.fileName() + ".json",
            JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(report));
        directory.write(report.fileName() + ".txt", report.table());
        if (report.complete() && options.report) {
          page(benchmark.name(), out);
        }
        return report;
      }
    }
  }

  private void page(String name, Path run) throws IOException {
    try (TokenNames names = model.tokenNames().get()) {
      ReportPage.write(name, run, names);
    }
  }
}
