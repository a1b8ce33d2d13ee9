package io.github.deepeyes4j.bench;

import io.github.deepeyes4j.bench.ShapedModel.Shape;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.train.parallel.ParallelConfig;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.SftConfig;
import io.github.deepeyes4j.train.sft.SftTrainer;
import io.github.deepeyes4j.train.sft.TrainingLog;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/// What a rank holds in memory while a whole model with random weights is trained, and how long its
/// steps take: `DIR KEY=VALUE…`, from the checkout's directory, one process a rank with the
/// variables that a launcher sets. `DIR/model` is made where it is missing: by a first process
/// without them, or all ranks would make it.
///
/// Memory is what belongs to the process alone (RssAnon), looked at every 20 ms from the first step
/// on and before the checkpoint at the end is written.
public final class ParallelStep {
  private static final int STEPS = 3;
  private static final int INTERVAL_MILLIS = 20;

  /// What is measured.
  ///
  /// @param length tokens of a conversation
  /// @param samples conversations of a step, of all ranks
  record Settings(
      Shape shape,
      ParallelConfig.Mode mode,
      Placement.Precision precision,
      int length,
      int samples,
      int threads) {}

  private static final String DEFAULTS =
      """
      shape: MEDIUM
      mode: replicated
      precision: fp32
      length: 256
      samples: 4
      threads: 1
      """;

  private ParallelStep() {}

  public static void main(String[] arguments) throws Exception {
    Settings settings =
        Configs.parse(
            DEFAULTS,
            "arguments",
            Settings.class,
            Arrays.asList(arguments).subList(1, arguments.length));
    Threads.use(settings.threads);
    Path model = Path.of(arguments[0]).resolve("model");
    if (!Files.exists(model)) {
      ShapedModel.write(model, settings.shape, Placement.Precision.FP32, 12_544);
    }
    Path out = Files.createTempDirectory(Path.of(arguments[0]), "run");
    SftConfig config = Configs.parse(yaml(settings, model, out), "sft", SftConfig.class, List.of());
    try (ProcessGroup group = ProcessGroup.join(config.parallel(), System.getenv())) {
      train(settings, config, group);
    }
  }

  private static void train(Settings settings, SftConfig config, ProcessGroup group)
      throws Exception {
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    AtomicLong most = new AtomicLong();
    Thread watch = Thread.ofPlatform().daemon().unstarted(() -> watch(most));
    long last = (long) settings.samples * (STEPS - 1);
    AtomicLong atLast = new AtomicLong();
    new SftTrainer(
            config,
            Map.of(
                "random",
                number -> {
                  if (watch.getState() == Thread.State.NEW) {
                    watch.start();
                  }
                  if (number >= last) {
                    atLast.compareAndSet(0, most.get());
                  }
                  return conversation(settings, number);
                }),
            List.of(),
            group)
        .run(new TrainingLog(silent, STEPS), () -> false);
    System.out.printf(
        Locale.ROOT, "rank %d: %d MB at most%n", group.rank(), atLast.get() / 1_000_000);
    if (group.isFirst()) {
      Path out = Path.of(config.out());
      System.out.printf(
          Locale.ROOT,
          "%s, %d ranks: %.2f s a step, loss %.5f, gradient's norm %.5f%n",
          settings,
          group.size(),
          TrainingStep.mean(out, "timing_s/step"),
          TrainingStep.mean(out, "train/loss/random"),
          TrainingStep.mean(out, "train/grad_norm"));
    }
  }

  private static String yaml(Settings settings, Path model, Path out) {
    return """
    from: %s
    out: %s
    seed: 1
    workers: 1
    batch-tokens: %d
    vision-weight: 0
    clip: 1.0
    save-every: 1000
    learning-rate: {peak: 1.0e-4, warmup: 0, decay-from: %d, steps: %d, floor: 1.0}
    adamw: {beta1: 0.9, beta2: 0.999, epsilon: 1.0e-8, weight-decay: 0.0}
    compute: {device: cpu, precision: %s, gradient-checkpointing: true}
    parallel: {mode: %s, backend: gloo}
    mix: {random: %d}
    """
        .formatted(
            model,
            out,
            settings.length,
            STEPS,
            STEPS,
            settings.precision.name().toLowerCase(Locale.ROOT),
            settings.mode.name().toLowerCase(Locale.ROOT).replace('_', '-'),
            settings.samples);
  }

  /// Random words, of which the second half is learned.
  private static Sample conversation(Settings settings, long number) {
    int[] tokens = new Random(number).ints(settings.length, 300, 900).toArray();
    boolean[] action = new boolean[tokens.length];
    Arrays.fill(action, tokens.length / 2, tokens.length, true);
    return new Sample.Conversation(
        new TokenSequence(tokens, action, new float[tokens.length], List.of()));
  }

  private static void watch(AtomicLong most) {
    try {
      while (true) {
        most.accumulateAndGet(privateMemory(), Math::max);
        Thread.sleep(INTERVAL_MILLIS);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the memory cannot be watched", e);
    }
  }

  /// In bytes.
  private static long privateMemory() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("RssAnon")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D+", ""));
      }
    }
    throw new IOException("/proc/self/status has no RssAnon");
  }
}
