package io.github.deepeyes4j.train.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.metrics.MetricRow;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.model.weights.SafeTensors;
import io.github.deepeyes4j.train.TinyModel;
import io.github.deepeyes4j.train.parallel.Ranks;
import io.github.deepeyes4j.train.parallel.SingleProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two processes against one: the same samples, the same figures, the same weights up to the order
/// of additions.
class SftParallelTest {
  private static final int STEPS = 8;
  private static final double FIGURES = 1e-4;
  private static final double WEIGHTS = 1e-3;

  @TempDir Path folder;
  private Path start = Path.of(".");

  @BeforeEach
  void createModel() throws Exception {
    Threads.use(1);
    start = folder.resolve("start");
    TinyModel.write(start);
  }

  private SftConfig config(String out, String parallel) {
    return Configs.parse(yaml(out) + parallel, out, SftConfig.class, List.of());
  }

  private String yaml(String out) {
    return """
    from: %s
    out: %s
    seed: 1
    workers: 1
    batch-tokens: 256
    vision-weight: 0.5
    clip: 1
    save-every: 3
    learning-rate: {peak: 1e-3, warmup: 2, decay-from: %d, steps: %d, floor: 0.1}
    adamw: {beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weight-decay: 0.01}
    mix: {say: 6, look: 3}
    """
        .formatted(start, folder.resolve(out), STEPS, STEPS);
  }

  private static final String REPLICATED = "parallel: {mode: replicated, backend: gloo}\n";
  private static final String ZERO_1 = "parallel: {mode: zero-1, backend: gloo}\n";
  private static final String ZERO_3 = "parallel: {mode: zero-3, backend: gloo}\n";

  /// Trains with so many ranks until a rank has been asked so often whether to stop.
  private void train(int ranks, SftConfig config, int stopAfter) throws Exception {
    Ranks.run(
        ranks,
        group -> {
          AtomicInteger polls = new AtomicInteger();
          new SftTrainer(config, SftTrainerTest.sources(start), List.of(3), group)
              .run(
                  silent(),
                  () -> group.rank() == ranks - 1 && polls.getAndIncrement() >= stopAfter);
          return group;
        });
  }

  private static TrainingLog silent() {
    return new TrainingLog(
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), 1);
  }

  private void trainAlone(SftConfig config) throws Exception {
    new SftTrainer(config, SftTrainerTest.sources(start), List.of(3), new SingleProcess())
        .run(silent(), () -> false);
  }

  @Test
  void twoRanksLearnAsOneDoes() throws Exception {
    trainAlone(config("one", ""));
    train(2, config("replicated", REPLICATED), Integer.MAX_VALUE);
    train(2, config("zero-1", ZERO_1), Integer.MAX_VALUE);
    train(2, config("zero-3", ZERO_3), Integer.MAX_VALUE);
    for (String out : List.of("replicated", "zero-1", "zero-3")) {
      assertSameFigures(out, "one");
      assertSameTensors(out, "one", "model.safetensors");
      assertSameTensors(out, "one", "trainer.safetensors");
    }
  }

  /// A run may go on with other ranks than it began with: checkpoints do not tell.
  @Test
  void aRunGoesOnWithAnotherNumberOfRanks() throws Exception {
    trainAlone(config("one", ""));
    train(3, config("pieces", ZERO_1), 2);
    train(2, config("pieces", REPLICATED), 1);
    train(3, config("pieces", ZERO_3), 2);
    trainAlone(config("pieces", ""));
    assertSameFigures("pieces", "one");
    assertSameTensors("pieces", "one", "model.safetensors");
    assertSameTensors("pieces", "one", "trainer.safetensors");
  }

  @Test
  void ranksMustShareTheRunsDirectory() throws Exception {
    train(2, config("shared", REPLICATED), 4);
    Ranks.run(
        2,
        group -> {
          SftConfig config = config(group.isFirst() ? "shared" : "other", REPLICATED);
          assertThatThrownBy(
                  () -> new SftTrainer(config, SftTrainerTest.sources(start), List.of(3), group))
              .isInstanceOf(BadInputException.class)
              .hasMessageContaining("the steps done are 4 for rank 0 and 0 for rank 1");
          return group;
        });
  }

  /// Rank 1 dies in the fifth step; rank 0 says so and ends. Both started again end with the
  /// weights of a run that nothing happened to, bit by bit.
  @Test
  void aKilledRankEndsTheRunWhichCanGoOn() throws Exception {
    train(2, config("whole", ZERO_3), Integer.MAX_VALUE);
    Path file = Files.writeString(folder.resolve("killed.yaml"), yaml("killed") + ZERO_3);
    int port = Ranks.freePort();
    Process first = process(file, 0, port, Long.MAX_VALUE);
    Process second = process(file, 1, port, 4 * 6);
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(137);
    assertThat(first.exitValue()).isEqualTo(3);
    assertThat(Files.readString(folder.resolve("rank-0.log")).lines().toList())
        .last()
        .asString()
        .startsWith("rank 0: all-reduce of counts failed: another rank is gone")
        .endsWith("the last checkpoint is unharmed, start all 2 ranks again to go on from it");
    assertThat(folder.resolve("killed/step-3")).isDirectory();
    train(2, config("killed", ZERO_3), Integer.MAX_VALUE);
    assertThat(folder.resolve("killed/step-8/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("whole/step-8/model.safetensors"));
  }

  private Process process(Path config, int rank, int port, long fatal) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-Djava.awt.headless=true",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            SftRank.class.getName(),
            config.toString(),
            String.valueOf(fatal)));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("rank-" + rank + ".log").toFile());
    builder.environment().putAll(Ranks.environment(rank, 2, port));
    return builder.start();
  }

  private void assertSameFigures(String out, String expected) throws Exception {
    List<MetricRow> rows = MetricRow.read(folder.resolve(out));
    List<MetricRow> others = MetricRow.read(folder.resolve(expected));
    assertThat(rows).hasSize(STEPS);
    for (int i = 0; i < STEPS; i++) {
      Map<String, Double> figures = rows.get(i).metrics();
      others
          .get(i)
          .metrics()
          .forEach((name, value) -> {
            if (Stream.of("timing", "perf/throughput").noneMatch(name::startsWith)) {
              assertThat(figures.get(name))
                  .as(name)
                  .isCloseTo(value, within(FIGURES * Math.abs(value) + 1e-9));
            }
          });
    }
  }

  private void assertSameTensors(String out, String expected, String file) {
    try (Arena arena = Arena.ofConfined()) {
      SafeTensors saved = open(out, file, arena);
      SafeTensors others = open(expected, file, arena);
      assertThat(saved.names()).isEqualTo(others.names());
      for (String name : others.names()) {
        float[] values = Tensors.floats(others.tensor(name));
        double norm = norm(values);
        float[] difference = Tensors.floats(saved.tensor(name).sub(others.tensor(name)));
        assertThat(norm(difference)).as(out + " " + name).isLessThanOrEqualTo(WEIGHTS * norm);
      }
    }
  }

  private SafeTensors open(String out, String file, Arena arena) {
    return SafeTensors.open(folder.resolve(out).resolve("step-" + STEPS).resolve(file), arena);
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
