package io.github.deepeyes4j.train.sft;

import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.parallel.RankLostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One rank of a run as a process of its own.
final class SftRank {
  private static final int LOST = 3;
  private static final int DEAD = 137;

  private SftRank() {}

  /// @param arguments a configuration file, and the number of the sample at which this process dies
  ///   without a word
  public static void main(String[] arguments) throws Exception {
    Threads.use(1);
    SftConfig config = Configs.load(Path.of(arguments[0]), SftConfig.class);
    long fatal = Long.parseLong(arguments[1]);
    Map<String, SampleSource> sources =
        new HashMap<>(SftTrainerTest.sources(Path.of(config.from())));
    SampleSource say = Objects.requireNonNull(sources.get("say"));
    sources.put(
        "say",
        number -> {
          if (number >= fatal) {
            Runtime.getRuntime().halt(DEAD);
          }
          return say.sample(number);
        });
    try (ProcessGroup group = ProcessGroup.join(config.parallel(), System.getenv())) {
      new SftTrainer(config, sources, List.of(3), group)
          .run(new TrainingLog(System.out, 1), () -> false);
    } catch (RankLostException e) {
      System.out.println(e.getMessage());
      Runtime.getRuntime().halt(LOST);
    }
  }
}
