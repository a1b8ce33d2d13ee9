package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.data.Curation;
import io.github.deepeyes4j.data.CurationConfig;
import io.github.deepeyes4j.data.CurationReport;
import io.github.deepeyes4j.data.StageCount;
import io.github.deepeyes4j.data.Workers;
import io.github.deepeyes4j.data.ask.Parallel;
import io.github.deepeyes4j.data.stage.StageCluster;
import io.github.deepeyes4j.data.stage.StageRunner;
import io.github.deepeyes4j.trace.TokenTexts;
import io.github.deepeyes4j.trace.TraceRun;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `deepeyes curate`: builds training data.
@Command(
    name = "curate",
    description = {
      "Builds training data by a configuration file (see configs/): keeps questions that the base model"
          + " seldom answers without tools, sends those that it solves with tools to reinforcement"
          + " learning, has teachers solve the others, checks, deduplicates, mixes and exports.",
      "The same command goes on where the last one ended, however it ended; nothing is asked twice."
    })
final class CurateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONFIG", description = "A YAML file.")
  private Path config = Path.of(".");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Directory of the curation, new or begun.")
  private Path out = Path.of(".");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a value of the file, such as --set difficulty.samples=4.")
  private List<String> overrides = List.of();

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Run the stages that ask no model on Spark: local[*], local[N], or a standalone cluster's"
              + " spark://HOST:PORT, whose machines see DIR and have the jars of spark/target/lib.")
  private @Nullable String master;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @Mixin private ToolOptions tools = new ToolOptions();

  @Override
  public Integer call() throws Exception {
    CurationConfig settings = Configs.load(config, CurationConfig.class, overrides);
    Interruption interruption = Interruption.install();
    StageLine progress = new StageLine();
    try (Opened opened = new Opened()) {
      Parallel here = new Parallel(settings.concurrent(), interruption::requested);
      Workers workers =
          master == null
              ? Workers.here(here)
              : new Workers(here, opened.add(onSpark(master, interruption)));
      Curation curation =
          opened.add(
              new Curation(
                  settings,
                  new CurationSetup(settings, out, tools, opened).parts(),
                  out,
                  workers,
                  progress::update,
                  Clock.systemUTC()));
      CurationReport report = curation.run();
      if (report.exports().coldStart() > 0) {
        TraceRun.open(out, TokenTexts.UNKNOWN).write(out);
      }
      System.out.println(json ? report.json() : table(report));
    } finally {
      interruption.finished();
    }
    return 0;
  }

  private static StageRunner onSpark(String master, Interruption interruption) {
    return ServiceLoader.load(StageCluster.class)
        .findFirst()
        .orElseThrow(() ->
            new BadInputException(
                "--master %s: Spark is not on the class path; ./deepeyes puts it there"
                    .formatted(master)))
        .open(master, interruption::requested);
  }

  private static String table(CurationReport report) {
    StringBuilder table =
        new StringBuilder("%-14s %7s %7s  dropped".formatted("stage", "in", "kept"));
    for (StageCount stage : report.funnel()) {
      table.append(
          "%n%-14s %7d %7d  %s"
              .formatted(stage.stage(), stage.in(), stage.kept(), reasons(stage.dropped())));
    }
    return table
        .append(
            "%n%d conversations for the cold start: %s, %s%n%d questions for reinforcement learning: %s"
                .formatted(
                    report.exports().coldStart(),
                    report.exports().sharegpt(),
                    report.exports().parquet(),
                    report.exports().rl(),
                    report.exports().verl()))
        .toString();
  }

  private static String reasons(Map<String, Integer> dropped) {
    return dropped.entrySet().stream()
        .map(reason -> "%d %s".formatted(reason.getValue(), reason.getKey()))
        .collect(Collectors.joining(", "));
  }

  /// A bar for each stage, or part of one. Confined to one thread.
  private static final class StageLine {
    private String stage = "";
    private int total;
    private ProgressLine line = new ProgressLine("", 1);

    void update(String name, int done, int of) {
      if (!name.equals(stage) || of != total) {
        stage = name;
        total = of;
        line = new ProgressLine(name, total);
      }
      line.update(done);
    }
  }
}
