package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.train.nano.NanoSources;
import io.github.deepeyes4j.train.nano.NanoTools;
import io.github.deepeyes4j.train.nano.VisionLabels;
import io.github.deepeyes4j.train.sft.SftConfig;
import io.github.deepeyes4j.train.sft.SftTrainer;
import io.github.deepeyes4j.train.sft.TrainingLog;
import io.github.deepeyes4j.world.assets.Assets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `deepeyes sft`: supervised training by a configuration.
@Command(
    name = "sft",
    description = {
      "Trains a model by a configuration file (see configs/).",
      "Resumes from the run's last checkpoint. Ctrl-C or SIGTERM ends it after the running step and saves."
    })
final class SftCommand implements Callable<Integer> {
  /// Steps a line of the log.
  private static final int WINDOW = 20;

  @Parameters(paramLabel = "CONFIG", description = "A YAML file.")
  private Path config = Path.of(".");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a value of the file, such as --set learning-rate.peak=1e-3.")
  private List<String> overrides = List.of();

  private final ToolOptions tools = new ToolOptions();

  @Override
  public Integer call() throws Exception {
    Threads.use(1);
    SftConfig run = Configs.load(config, SftConfig.class, overrides);
    Assets assets = WorldTools.inventive(run.seed());
    try (CodeRunner codeRunner = tools.codeRunner();
        SearchClient search = WorldTools.search(assets)) {
      var sources =
          NanoSources.open(
              Path.of(run.from()), assets, new NanoTools(codeRunner, search), run.seed());
      Interruption interruption = Interruption.install();
      try {
        new SftTrainer(run, sources, VisionLabels.HEADS)
            .run(new TrainingLog(System.out, WINDOW), interruption::requested);
      } finally {
        interruption.finished();
      }
    }
    return 0;
  }
}
