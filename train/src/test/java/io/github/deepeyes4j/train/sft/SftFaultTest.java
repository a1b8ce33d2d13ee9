package io.github.deepeyes4j.train.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.model.weights.SafeTensors;
import io.github.deepeyes4j.model.weights.SafeTensorsWriter;
import io.github.deepeyes4j.train.TinyModel;
import io.github.deepeyes4j.train.parallel.SingleProcess;
import io.github.deepeyes4j.train.replica.NotFiniteException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run that cannot go on.
class SftFaultTest {
  @TempDir Path folder;
  private Path start = Path.of(".");

  @BeforeEach
  void createModel() throws Exception {
    Threads.use(1);
    start = folder.resolve("start");
    TinyModel.write(start);
  }

  private SftConfig config() {
    return Configs.parse(
        """
        from: %s
        out: %s
        seed: 1
        workers: 2
        batch-tokens: 256
        vision-weight: 0
        clip: 1
        save-every: 3
        learning-rate: {peak: 1e-3, warmup: 2, decay-from: 8, steps: 8, floor: 0.1}
        adamw: {beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weight-decay: 0.01}
        mix: {say: 6}
        """
            .formatted(start, folder.resolve("broken")),
        "test",
        SftConfig.class,
        List.of());
  }

  private static TrainingLog silent() {
    return new TrainingLog(
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), 1);
  }

  /// A word whose embedding is no number: the sample that holds it is named, what was saved stays.
  @Test
  void aSampleWithoutALossStopsTheRunAndIsNamed() throws Exception {
    breakEmbedding("blue");
    Map<String, SampleSource> named = new HashMap<>(SftTrainerTest.sources(start));
    SampleSource say = Objects.requireNonNull(named.get("say"));
    // Blue comes as the third of three: from step 5 on, those before say red and green alone.
    named.put("say", number -> say.sample(number < 4 * 6 ? number % 2 : number));
    SftTrainer trainer = new SftTrainer(config(), named, List.of(), new SingleProcess());
    assertThatThrownBy(() -> trainer.run(silent(), () -> false))
        .isInstanceOf(NotFiniteException.class)
        .hasMessage(
            "the gradient's norm is NaN in step 5, where the loss of sample 26 of say, sample 29 of say is no number; the last checkpoint is unharmed");
    assertThat(folder.resolve("broken/step-3/model.safetensors")).exists();
    assertThat(folder.resolve("broken/step-5")).doesNotExist();
  }

  private void breakEmbedding(String word) throws Exception {
    Path file = start.resolve("model.safetensors");
    Map<String, Tensor> weights = new TreeMap<>();
    try (Arena arena = Arena.ofConfined();
        NoGradGuard _ = new NoGradGuard()) {
      SafeTensors stored = SafeTensors.open(file, arena);
      stored.names().forEach(name -> weights.put(name, stored.tensor(name).clone()));
    }
    int token = Tokenizer.load(start.resolve("tokenizer.json")).encode(word)[0];
    try (NoGradGuard _ = new NoGradGuard()) {
      Objects.requireNonNull(weights.get("model.embed_tokens.weight"))
          .select(0, token)
          .fill_(new Scalar(Double.NaN));
    }
    SafeTensorsWriter.write(file, weights);
  }
}
