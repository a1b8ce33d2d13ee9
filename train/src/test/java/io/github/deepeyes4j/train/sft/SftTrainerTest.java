package io.github.deepeyes4j.train.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.metrics.MetricRow;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.model.lora.LoraConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.model.weights.SafeTensors;
import io.github.deepeyes4j.train.TinyModel;
import io.github.deepeyes4j.train.optim.AdamW;
import io.github.deepeyes4j.train.optim.LearningRate;
import io.github.deepeyes4j.train.parallel.SingleProcess;
import io.github.deepeyes4j.train.replica.Compute;
import io.github.deepeyes4j.train.replica.LoraSettings;
import io.github.deepeyes4j.train.replica.Part;
import io.github.deepeyes4j.train.sft.Sample.LabelledPicture;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SftTrainerTest {
  private static final List<Integer> HEADS = List.of(3);
  private static final int STEPS = 8;

  @TempDir Path folder;
  private Path start = Path.of(".");
  private Map<String, SampleSource> sources = Map.of();

  /// A model of one layer that learns to say what it is told, and the brightness of a picture.
  @BeforeEach
  void createModel() throws Exception {
    Threads.use(1);
    start = folder.resolve("start");
    TinyModel.write(start);
    sources = sources(start);
  }

  /// Conversations and labelled pictures for a model.
  static Map<String, SampleSource> sources(Path model) {
    Tokenizer tokenizer = Tokenizer.load(model.resolve("tokenizer.json"));
    ImageProcessor view = ImageProcessor.load(model.resolve("preprocessor_config.json"));
    ChatEncoder encoder = new ChatEncoder(tokenizer, view);
    return Map.of("say", number -> say(encoder, number), "look", SftTrainerTest::look);
  }

  private static Sample say(ChatEncoder encoder, long number) {
    String word = List.of("red", "green", "blue").get((int) (number % 3));
    return new Sample.Conversation(
        encoder.encode(
            List.of(
                Message.user(List.of(Content.image(shade(number)), Content.text("Say " + word))),
                Message.assistant(word))));
  }

  private static Sample look(long number) {
    int[] label = {(int) (number % 3), Sample.UNLABELLED, Sample.UNLABELLED, Sample.UNLABELLED};
    return new Sample.Labelled(List.of(new LabelledPicture(shade(number), new int[][] {label})));
  }

  private static Picture shade(long number) {
    byte[] rgb = new byte[3 * 56 * 56];
    new Random(number).nextBytes(rgb);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) ((rgb[i] & 15) + 80 * (number % 3));
    }
    return Picture.ofRgb(56, 56, rgb);
  }

  private SftConfig config(String out, int steps) {
    return new SftConfig(
        start.toString(),
        folder.resolve(out).toString(),
        1,
        2,
        256,
        0.5,
        1,
        3,
        new LearningRate(1e-2, 2, null, steps, steps, null, 0.1),
        new AdamW.Settings(0.9, 0.98, 1e-8, 0.01),
        Map.of("say", 6, "look", 4),
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private SftConfig config(String out, @Nullable LoraSettings lora, @Nullable List<Part> freeze) {
    SftConfig whole = config(out, STEPS);
    return new SftConfig(
        whole.from(),
        whole.out(),
        whole.seed(),
        whole.workers(),
        whole.batchTokens(),
        whole.visionWeight(),
        whole.clip(),
        whole.saveEvery(),
        whole.learningRate(),
        whole.adamw(),
        whole.mix(),
        lora,
        freeze,
        null,
        null,
        null,
        null,
        null);
  }

  private static SftConfig with(SftConfig c, Compute compute) {
    return new SftConfig(
        c.from(),
        c.out(),
        c.seed(),
        c.workers(),
        c.batchTokens(),
        c.visionWeight(),
        c.clip(),
        c.saveEvery(),
        c.learningRate(),
        c.adamw(),
        c.mix(),
        c.lora(),
        c.freeze(),
        null,
        null,
        compute,
        null,
        null);
  }

  private void train(SftConfig config, int stopAfter) throws Exception {
    AtomicInteger polls = new AtomicInteger();
    new SftTrainer(config, sources, HEADS, new SingleProcess())
        .run(
            new TrainingLog(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), 1),
            () -> polls.getAndIncrement() >= stopAfter);
  }

  private String weights(String out, int step) throws Exception {
    return Digests.sha256(
        Files.readAllBytes(
            folder.resolve(out).resolve("step-" + step).resolve("model.safetensors")));
  }

  @Test
  void anInterruptedRunEndsWithTheSameWeightsAndFigures() throws Exception {
    train(config("whole", STEPS), Integer.MAX_VALUE);
    for (int stop : new int[] {1, 3, 2, Integer.MAX_VALUE}) {
      train(config("pieces", STEPS), stop);
    }
    assertThat(weights("pieces", STEPS)).isEqualTo(weights("whole", STEPS));
    List<MetricRow> rows = MetricRow.read(folder.resolve("pieces"));
    assertThat(rows).extracting(MetricRow::step).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(rows.getLast().metrics())
        .containsKeys("train/loss/look", "train/acc/say", "train/exact_match/say", "train/lr");
    assertThat(folder.resolve("pieces/curves.svg")).isNotEmptyFile();
  }

  @Test
  void theLossFalls() throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    new SftTrainer(config("learn", 60), sources, HEADS, new SingleProcess())
        .run(new TrainingLog(new PrintStream(log, true, StandardCharsets.UTF_8), 20), () -> false);
    List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(loss(lines.getFirst(), "say")).isGreaterThan(1);
    assertThat(loss(lines.getLast(), "say")).isLessThan(0.3);
    assertThat(loss(lines.getLast(), "look")).isLessThan(loss(lines.getFirst(), "look"));
  }

  @Test
  void theLossFallsInNarrowPrecisionAsInWide() throws Exception {
    Compute narrow = new Compute("cpu", Placement.Precision.BF16, true);
    train(config("wide", 30), Integer.MAX_VALUE);
    train(with(config("narrow", 30), narrow), Integer.MAX_VALUE);
    List<MetricRow> wide = MetricRow.read(folder.resolve("wide"));
    List<MetricRow> rows = MetricRow.read(folder.resolve("narrow"));
    assertThat(say(rows.get(0))).isCloseTo(say(wide.get(0)), withinPercentage(1));
    assertThat(say(rows.get(4))).isCloseTo(say(wide.get(4)), withinPercentage(10));
    assertThat(say(wide.get(29))).isLessThan(say(wide.get(0)) / 2);
    assertThat(say(rows.get(29))).isLessThan(say(rows.get(0)) / 2);
  }

  private static double say(MetricRow row) {
    return Objects.requireNonNull(row.metrics().get("train/loss/say"));
  }

  @Test
  void aNarrowRunKeepsWideWeightsAndEndsTheSameWhenInterrupted() throws Exception {
    Compute narrow = new Compute("cpu", Placement.Precision.BF16, false);
    train(with(config("whole", STEPS), narrow), Integer.MAX_VALUE);
    for (int stop : new int[] {2, Integer.MAX_VALUE}) {
      train(with(config("pieces", STEPS), narrow), stop);
    }
    assertThat(weights("pieces", STEPS)).isEqualTo(weights("whole", STEPS));
    assertThat(Files.size(folder.resolve("whole/step-" + STEPS + "/model.safetensors")))
        .isEqualTo(Files.size(start.resolve("model.safetensors")));
  }

  /// However a step is divided, its gradients add up to the same.
  @Test
  void aStepOfSmallBatchesIsThatOfLargeOnes() throws Exception {
    train(config("large", STEPS), 1);
    SftConfig c = config("small", STEPS);
    train(
        new SftConfig(
            c.from(),
            c.out(),
            c.seed(),
            1,
            1,
            c.visionWeight(),
            c.clip(),
            c.saveEvery(),
            c.learningRate(),
            c.adamw(),
            c.mix(),
            null,
            null,
            null,
            null,
            null,
            null,
            null),
        1);
    for (String name : List.of("train/grad_norm", "train/loss/say", "train/loss/look")) {
      assertThat(figure("small", name))
          .as(name)
          .isCloseTo(figure("large", name), withinPercentage(0.01));
    }
  }

  private double figure(String out, String name) throws Exception {
    MetricRow last = MetricRow.read(folder.resolve(out)).getLast();
    return Objects.requireNonNull(last.metrics().get(name));
  }

  private static double loss(String line, String source) {
    return Double.parseDouble(line.replaceAll(".*  " + source + " ([0-9.]+).*", "$1"));
  }

  @Test
  void savesAModelWithoutItsAuxiliaryHeads() throws Exception {
    train(config("saved", 3), Integer.MAX_VALUE);
    Path saved = folder.resolve("saved/step-3");
    assertThat(saved.resolve("config.json")).hasSameBinaryContentAs(start.resolve("config.json"));
    assertThat(Files.size(saved.resolve("model.safetensors")))
        .isEqualTo(Files.size(start.resolve("model.safetensors")));
  }

  @Test
  void keepsTheLastTwoCheckpoints() throws Exception {
    train(config("kept", STEPS), Integer.MAX_VALUE);
    assertThat(folder.resolve("kept"))
        .isDirectoryContaining("glob:**/step-6")
        .isDirectoryContaining("glob:**/step-8")
        .isDirectoryNotContaining("glob:**/step-3")
        .isDirectoryNotContaining("glob:**/partial");
  }

  @Test
  void namesAnUnknownSource() {
    SftConfig config = config("x", STEPS);
    assertThatThrownBy(() ->
            new SftTrainer(config, Map.of("other", sources.get("say")), HEADS, new SingleProcess()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is unknown; allowed: [other]");
  }

  @Test
  void aFrozenPartStaysAsItIs() throws Exception {
    train(config("frozen", null, List.of(Part.VISION, Part.MERGER)), 2);
    train(config("frozen", null, List.of(Part.VISION, Part.MERGER)), Integer.MAX_VALUE);
    Map<String, float[]> before = tensors(start.resolve("model.safetensors"));
    Map<String, float[]> after =
        tensors(folder.resolve("frozen/step-" + STEPS + "/model.safetensors"));
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.forEach((name, values) ->
        assertThat(Arrays.equals(values, before.get(name)))
            .as(name)
            .isEqualTo(name.startsWith("visual.")));
  }

  @Test
  void whatIsFrozenIsNotChangedInTheMiddleOfARun() throws Exception {
    train(config("thawed", null, List.of(Part.VISION)), 2);
    assertThatThrownBy(() -> train(config("thawed", STEPS), Integer.MAX_VALUE))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("was trained with other parameters frozen");
  }

  @Test
  void anAdapterLearnsAndAnInterruptedRunEndsWithTheSameOne() throws Exception {
    LoraSettings lora = new LoraSettings(4, 8, List.of("q_proj", "down_proj", "qkv"));
    train(config("adapter", lora, null), Integer.MAX_VALUE);
    for (int stop : new int[] {1, 3, 2, Integer.MAX_VALUE}) {
      train(config("adapter-pieces", lora, null), stop);
    }
    String file = "step-%d/adapter_model.safetensors".formatted(STEPS);
    Path saved = folder.resolve("adapter").resolve(file);
    assertThat(folder.resolve("adapter-pieces").resolve(file)).hasSameBinaryContentAs(saved);
    assertThat(saved.resolveSibling("tokenizer.json"))
        .hasSameBinaryContentAs(start.resolve("tokenizer.json"));
    assertThat(saved.resolveSibling("model.safetensors")).doesNotExist();
    Map<String, float[]> matrices = tensors(saved);
    assertThat(matrices).hasSize(8);
    matrices.forEach((name, values) -> assertThat(largest(values)).as(name).isPositive());
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static Map<String, float[]> tensors(Path file) {
    Map<String, float[]> tensors = new TreeMap<>();
    try (Arena arena = Arena.ofConfined()) {
      SafeTensors stored = SafeTensors.open(file, arena);
      stored.names().forEach(name -> tensors.put(name, Tensors.floats(stored.tensor(name))));
    }
    return tensors;
  }

  @Test
  void anAdapterLeavesFrozenPartsAlone() throws Exception {
    LoraSettings lora = new LoraSettings(2, 2, List.of("down_proj"));
    train(config("decoder", lora, List.of(Part.VISION, Part.MERGER)), 3);
    Path saved = folder.resolve("decoder/step-3");
    assertThat(tensors(saved.resolve("adapter_model.safetensors")).keySet())
        .hasSize(2)
        .allMatch(key -> key.startsWith("base_model.model.model.language_model.layers.0.mlp."));
    assertThat(LoraConfig.load(saved).targets()).containsExactly("layers.0.mlp.down_proj");
  }

  @Test
  void anotherAdapterIsNotPutInTheRunsPlace() throws Exception {
    train(config("same", new LoraSettings(2, 2, List.of("q_proj")), null), 3);
    LoraSettings other = new LoraSettings(4, 2, List.of("q_proj"));
    assertThatThrownBy(() -> train(config("same", other, null), 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("the run's adapter was another")
        .hasMessageContaining("rank=2");
  }
}
