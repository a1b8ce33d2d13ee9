package io.github.deepeyes4j.train.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.qwenvl.ReferenceCase;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.model.weights.SafeTensors;
import io.github.deepeyes4j.model.weights.SafeTensorsWriter;
import io.github.deepeyes4j.train.optim.AdamW;
import io.github.deepeyes4j.train.optim.LearningRate;
import io.github.deepeyes4j.train.parallel.SingleProcess;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Ten steps against transformers and PyTorch's AdamW in double precision, as `oracle/sft_steps.py`
/// took them.
class SftReferenceTest {
  private static final Path GOLDENS = Path.of("src/test/resources/sft-steps");
  private static final double TOLERANCE = 1e-4;
  private static final double SCALE = 0.25;
  private static final int FIRST_WORD = 10;

  @TempDir Path folder;

  /// Every third token is learned, unless it is a control token.
  private static TokenSequence learned(int[] tokens, List<ImageSpan> images) {
    boolean[] action = new boolean[tokens.length];
    for (int t = 3; t < tokens.length; t += 3) {
      action[t] = tokens[t] >= FIRST_WORD;
    }
    return new TokenSequence(tokens, action, new float[tokens.length], images);
  }

  /// The case's model with smaller matrices, as the oracle made them.
  private Path calmer(ReferenceCase reference) throws Exception {
    Path start = Files.createDirectory(folder.resolve("start"));
    for (String name : List.of("config.json", "preprocessor_config.json")) {
      Files.copy(reference.directory().resolve(name), start.resolve(name));
    }
    Map<String, Tensor> weights = new HashMap<>();
    reference
        .model(Placement.Precision.FP32)
        .parameters()
        .forEach((name, w) -> weights.put(name, w.dim() < 2 ? w : w.mul(new Scalar(SCALE))));
    SafeTensorsWriter.write(start.resolve("model.safetensors"), weights);
    return start;
  }

  private Path train() throws Exception {
    Threads.use(1);
    ReferenceCase reference = ReferenceCase.open("windows-gqa");
    TokenSequence shown = reference.sequence();
    int[] text = IntStream.of(shown.tokens()).filter(t -> t >= FIRST_WORD).limit(12).toArray();
    List<TokenSequence> batch =
        List.of(learned(shown.tokens(), shown.images()), learned(text, List.of()));
    SftConfig config =
        new SftConfig(
            calmer(reference).toString(),
            folder.toString(),
            1,
            2,
            4096,
            1,
            1,
            10,
            new LearningRate(1e-3, 0, null, 10, 10, null, 1),
            new AdamW.Settings(0.9, 0.98, 1e-8, 0.1),
            Map.of("batch", 2),
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    new SftTrainer(
            config,
            Map.of("batch", number -> new Sample.Conversation(batch.get((int) (number % 2)))),
            List.of(),
            new SingleProcess())
        .run(
            new TrainingLog(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), 10),
            () -> false);
    return folder.resolve("step-10/model.safetensors");
  }

  @Test
  void tenStepsAgreeWithTheReference() throws Exception {
    Path weights = train();
    JsonNode expected =
        JsonMapper.shared().readTree(Files.readString(GOLDENS.resolve("steps.json")));
    List<String> steps = Files.readAllLines(folder.resolve("metrics.jsonl"));
    for (int i = 0; i < 10; i++) {
      JsonNode step = JsonMapper.shared().readTree(steps.get(i));
      assertClose(step.get("train/loss/batch"), expected.get("loss").get(i));
      assertClose(step.get("train/grad_norm"), expected.get("norm").get(i));
    }
    try (Arena arena = Arena.ofConfined()) {
      SafeTensors ours = SafeTensors.open(weights, arena);
      SafeTensors theirs = SafeTensors.open(GOLDENS.resolve("weights.safetensors"), arena);
      for (String name : theirs.names()) {
        Tensor difference = ours.tensor(name).sub(theirs.tensor(name));
        double relative = difference.norm().item_float() / theirs.tensor(name).norm().item_float();
        assertThat(relative).as(name).isLessThan(TOLERANCE);
      }
      assertThat(theirs.names()).hasSize(6);
    }
  }

  private static void assertClose(JsonNode ours, JsonNode theirs) {
    assertThat(ours.asDouble()).isCloseTo(theirs.asDouble(), within(TOLERANCE * theirs.asDouble()));
  }
}
