package io.github.deepeyes4j.bench;

import io.github.deepeyes4j.bench.ShapedModel.Shape;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.PatchGrid;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.metrics.MetricRow;
import io.github.deepeyes4j.core.score.GroundTruth;
import io.github.deepeyes4j.core.score.Score;
import io.github.deepeyes4j.core.score.judge.SecondOpinion;
import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.train.parallel.SingleProcess;
import io.github.deepeyes4j.train.rl.Prompt;
import io.github.deepeyes4j.train.rl.RlConfig;
import io.github.deepeyes4j.train.rl.RlEnvironment;
import io.github.deepeyes4j.train.rl.RlRun;
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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Time and memory of a step of supervised training and of reinforcement learning, of an adapter
/// for a model with random weights, beside what the machine's matrix products reach: `KEY=VALUE…`,
/// from the checkout's directory.
///
/// Both are the real trainers on configurations of their own. Of three steps the first is not
/// counted.
public final class TrainingStep {
  private static final int STEPS = 3;
  private static final int SAMPLES_OF_A_PROMPT = 4;

  /// What is measured, and with what it is overridden.
  ///
  /// @param shape of the model
  /// @param length tokens of a conversation, and of a trajectory at most
  /// @param samples conversations, or trajectories, of a step
  /// @param batchTokens tokens that go through the model together
  /// @param sft whether supervised training is measured
  /// @param rl whether reinforcement learning is
  /// @param klWeight of reinforcement learning; above 0 it holds a reference model, too
  record Settings(
      Shape shape,
      String device,
      Placement.Precision precision,
      boolean gradientCheckpointing,
      int length,
      int samples,
      int batchTokens,
      int maxPixels,
      int threads,
      boolean sft,
      boolean rl,
      double klWeight) {}

  private static final String DEFAULTS =
      """
      shape: TINY
      device: cpu
      precision: fp32
      gradient-checkpointing: false
      length: 256
      samples: 4
      batch-tokens: 1024
      max-pixels: 12544
      threads: 1
      sft: true
      rl: true
      kl-weight: 0
      """;

  private final Settings settings;
  private final ShapedModel model;
  private final double peak;

  private TrainingStep(Settings settings, ShapedModel model, double peak) {
    this.settings = settings;
    this.model = model;
    this.peak = peak;
  }

  public static void main(String[] arguments) throws Exception {
    Settings settings =
        Configs.parse(DEFAULTS, "arguments", Settings.class, Arrays.asList(arguments));
    Threads.use(settings.threads);
    System.out.printf(Locale.ROOT, "%s%n", settings);
    System.out.printf(
        Locale.ROOT,
        "%s%n",
        torch.hasCUDA()
            ? "a GPU is there; measured on " + settings.device
            : "no GPU was found: these are figures of the processor");
    Path folder = Files.createTempDirectory("training-step");
    try {
      double peak = peak(settings);
      ShapedModel model =
          ShapedModel.write(
              folder.resolve("model"), settings.shape, settings.precision, settings.maxPixels);
      TrainingStep bench = new TrainingStep(settings, model, peak);
      if (settings.sft) {
        forgetPeak();
        bench.supervised(folder.resolve("sft"));
        report("supervised");
      }
      if (settings.rl) {
        forgetPeak();
        bench.reinforced(folder.resolve("rl"));
        report("reinforced");
      }
    } finally {
      delete(folder);
    }
  }

  /// What products of square matrices reach, in FLOP/s: the best of five.
  private static double peak(Settings settings) {
    Placement placement = new Placement(settings.device, settings.precision);
    int size = settings.device.equals("cpu") ? 2048 : 8192;
    double best = 0;
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      Tensor a = placement.place(torch.randn(size, size));
      a.matmul(a).sum().item_float();
      for (int i = 0; i < 5; i++) {
        long start = System.nanoTime();
        // Reading a number back waits for the device.
        a.matmul(a).select(0, 0).sum().item_float();
        best = Math.max(best, 2.0 * size * size * size / (System.nanoTime() - start) * 1e9);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "matrix products of %d, %s: %.1f GFLOP/s%n",
        size,
        settings.precision,
        best / 1e9);
    return best;
  }

  private String common(Path out) {
    return """
    from: %s
    out: %s
    seed: 1
    workers: 1
    batch-tokens: %d
    clip: 1.0
    save-every: 1000
    learning-rate: {peak: 1.0e-4, warmup: 0, decay-from: %d, steps: %d, floor: 1.0}
    adamw: {beta1: 0.9, beta2: 0.999, epsilon: 1.0e-8, weight-decay: 0.0}
    lora: {rank: 16, alpha: 32, targets: [q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj]}
    freeze: [vision, merger]
    compute: {device: "%s", precision: %s, gradient-checkpointing: %s}
    """
        .formatted(
            model.directory(),
            out,
            settings.batchTokens,
            STEPS,
            STEPS,
            settings.device,
            settings.precision.name().toLowerCase(Locale.ROOT),
            settings.gradientCheckpointing);
  }

  private void supervised(Path out) throws Exception {
    String yaml = common(out) + "vision-weight: 0\nmix: {random: %d}\n".formatted(settings.samples);
    SftConfig config = Configs.parse(yaml, "sft", SftConfig.class, List.of());
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    new SftTrainer(
            config,
            Map.of("random", number -> conversation(number)),
            List.of(),
            new SingleProcess())
        .run(new TrainingLog(silent, STEPS), () -> false);
    double seconds = mean(out, "timing_s/step");
    long tokens = (long) settings.samples * settings.length;
    double flops = model.flops(settings.samples, settings.length, settings.length / 2);
    System.out.printf(
        Locale.ROOT,
        "supervised: %d tokens in %.2f s a step, %.0f tokens/s, loss %.5f, gradient's norm %.5f; %s%n",
        tokens,
        seconds,
        tokens / seconds,
        mean(out, "train/loss/random"),
        mean(out, "train/grad_norm"),
        share(flops / seconds));
  }

  /// A picture and random words, of which the second half is learned.
  private Sample conversation(long number) {
    Random random = new Random(number);
    Picture picture = picture(number);
    PatchGrid grid =
        ImageProcessor.load(model.directory().resolve("preprocessor_config.json")).grid(picture);
    int[] tokens = random.ints(settings.length, 300, 900).toArray();
    Arrays.fill(tokens, 1, 1 + grid.tokens(), model.config().imageToken());
    boolean[] action = new boolean[tokens.length];
    Arrays.fill(action, tokens.length / 2, tokens.length, true);
    return new Sample.Conversation(
        new TokenSequence(
            tokens, action, new float[tokens.length], List.of(new ImageSpan(1, grid, picture))));
  }

  private Picture picture(long number) {
    int side = (int) Math.sqrt(settings.maxPixels);
    byte[] rgb = new byte[3 * side * side];
    new Random(number).nextBytes(rgb);
    return Picture.ofRgb(side, side, rgb);
  }

  private void reinforced(Path out) throws Exception {
    int episodes = SAMPLES_OF_A_PROMPT * prompts();
    RlConfig config = Configs.parse(common(out) + sampling(), "rl", RlConfig.class, List.of());
    try (RlRun run = new RlRun(config, environment(), new SingleProcess(), _ -> {}, _ -> {})) {
      run.train(() -> false);
    }
    double written = episodes * mean(out, "response_length/mean");
    double read = mean(out, "perf/total_num_tokens");
    double rollout = mean(out, "timing_s/gen");
    double update = mean(out, "timing_s/update_actor");
    double flops =
        model.flops(episodes, Math.round(read / episodes), Math.round(written / episodes));
    System.out.printf(
        Locale.ROOT,
        "reinforced: %.0f tokens sampled in %.2f s, %.0f tokens/s%n",
        written,
        rollout,
        written / rollout);
    System.out.printf(
        Locale.ROOT,
        "reinforced: update of %.0f tokens in %.2f s, %.0f tokens/s, log-probabilities %.2g from the"
            + " engine's; %s%n",
        read,
        update,
        read / update,
        mean(out, "actor/logprob_gap"),
        share(flops / update));
  }

  private int prompts() {
    return Math.max(1, settings.samples / SAMPLES_OF_A_PROMPT);
  }

  private String sampling() {
    return """
    keep-every: 1000
    rollouts: {prompts: %d, samples: %d, turn-tokens: %d, temperature: 1.0, concurrent: %d, max-policy-lag: 0, context: %d}
    reward: {accuracy-weight: 0.8, format-weight: 0.2, search-penalty: 0.1, tool-bonus: {when: never, weight: 0}, variant: fixed}
    algorithm: {mini-batch: %d, clip-low: 0.2, clip-high: 0.3, dual-clip: 3.0, aggregation: dapo-token, old-logprobs: rollout, kl-weight: %s}
    """
        .formatted(
            prompts(),
            SAMPLES_OF_A_PROMPT,
            settings.length / 2,
            SAMPLES_OF_A_PROMPT * prompts(),
            settings.length,
            prompts(),
            settings.klWeight);
  }

  /// Rewards that differ within a group: else it teaches nothing.
  private RlEnvironment environment() {
    return new RlEnvironment(
        CodeRunner.off(),
        SearchClient.off(),
        new Protocol("Answer.", "{question}", false, false),
        (trajectory, _) -> {
          double share = trajectory.turns().getFirst().generation().tokens()[0] % 97 / 97.0;
          return new Score.Scored(share, share, 1, Map.of("accuracy", share));
        },
        () -> new SecondOpinion.Count(0, 0),
        this::prompt,
        this::prompt);
  }

  private Prompt prompt(long number) {
    return new Prompt(
        number,
        new Question("q" + number, "What is it?", List.of(picture(number))),
        new GroundTruth("perception", List.of("noise")));
  }

  /// A figure's mean over a run's steps but the first.
  static double mean(Path out, String figure) throws IOException {
    List<MetricRow> rows = MetricRow.read(out);
    return IntStream.range(1, rows.size())
        .mapToDouble(i -> Objects.requireNonNull(rows.get(i).metrics().get(figure), figure))
        .average()
        .orElseThrow();
  }

  private String share(double rate) {
    return String.format(
        Locale.ROOT,
        "%.1f GFLOP/s, %.0f %% of what matrix products reach",
        rate / 1e9,
        100 * rate / peak);
  }

  /// What follows is measured by itself, without what the steps before it needed.
  private static void forgetPeak() throws IOException {
    System.gc();
    Files.writeString(Path.of("/proc/self/clear_refs"), "5");
  }

  /// The process' memory at its largest since [#forgetPeak].
  private static void report(String what) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM")) {
        double kilobytes = Double.parseDouble(line.replaceAll("\\D+", ""));
        System.out.printf(
            Locale.ROOT, "%s: the process took %.2f GB at most%n", what, kilobytes / 1e6);
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    try (var paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
