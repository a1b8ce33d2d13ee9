package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.score.judge.Judges;
import io.github.deepeyes4j.core.score.reward.Rewards;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.train.data.ParquetPrompts;
import io.github.deepeyes4j.train.nano.WorldPrompts;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.rl.PromptSource;
import io.github.deepeyes4j.train.rl.RlConfig;
import io.github.deepeyes4j.train.rl.RlEnvironment;
import io.github.deepeyes4j.train.rl.RlRun;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Split;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `deepeyes rl`: agentic reinforcement learning by a configuration.
@Command(
    name = "rl",
    description = {
      "Trains a model by reinforcement learning, on the nano tasks or on Parquet files, by a configuration file (see configs/).",
      "Resumes from the run's last checkpoint. Ctrl-C or SIGTERM ends it after the running step and saves."
    })
final class RlCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONFIG", description = "A YAML file.")
  private Path config = Path.of(".");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a value of the file, such as --set rollouts.samples=4.")
  private List<String> overrides = List.of();

  @Mixin private ToolOptions tools = new ToolOptions();

  @Override
  public Integer call() throws Exception {
    Threads.use(1);
    RlConfig run = Configs.load(config, RlConfig.class, overrides);
    RolloutLine progress =
        new RolloutLine(StatusLine.open(), run.learningRate().steps(), System::nanoTime);
    Interruption interruption = Interruption.install();
    try (Opened opened = new Opened()) {
      ProcessGroup group = opened.add(ProcessGroup.join(run.parallel(), System.getenv()));
      RlRun trainer =
          opened.add(
              new RlRun(
                  run,
                  environment(run, opened),
                  group,
                  line -> print(progress, line),
                  group.isFirst() ? progress::update : _ -> {}));
      trainer.train(interruption::requested);
    } finally {
      progress.erase();
      interruption.finished();
    }
    return 0;
  }

  private RlEnvironment environment(RlConfig run, Opened opened) {
    Path model = Path.of(run.from());
    Assets assets = WorldTools.inventive(run.seed());
    ImageProcessor view = ImageProcessor.load(model.resolve("preprocessor_config.json"));
    Judges judges = opened.add(JudgeSetup.open(run.judging()));
    RlConfig.Data data = run.data();
    return new RlEnvironment(
        opened.add(tools.codeRunner()),
        data == null
            ? opened.add(WorldTools.search(assets))
            : opened.add(tools.search(Home.assets())).tools(),
        ModelOption.modes(model).agent(),
        new Rewards(run.reward(), judges.consistency(), judges.maths()),
        judges::takeCount,
        data == null
            ? new WorldPrompts(new TaskGenerator(assets, Split.TRAIN, view), run.seed())
            : files(run, data.train(), "train"),
        data == null || data.validation().isEmpty()
            ? new WorldPrompts(new TaskGenerator(assets, Split.DEV, view), run.seed())
            : files(run, data.validation(), "validation"));
  }

  /// Questions of Parquet files; what has to be put into files of its own goes into the run's
  /// directory.
  private static PromptSource files(RlConfig run, List<String> files, String name) {
    return ParquetPrompts.open(
        files.stream().map(Path::of).toList(),
        Path.of(run.out(), "data", name),
        run.reward(),
        run.seed(),
        System.err::println);
  }

  private static void print(RolloutLine progress, String line) {
    progress.erase();
    System.out.println(line);
  }
}
