package io.github.deepeyes4j.train.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.engine.LoadedModel;
import io.github.deepeyes4j.model.lora.LoraAdapter;
import io.github.deepeyes4j.model.lora.LoraConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.Companions;
import io.github.deepeyes4j.train.TinyModel;
import io.github.deepeyes4j.train.parallel.SingleProcess;
import io.github.deepeyes4j.train.replica.Replica;
import io.github.deepeyes4j.train.replica.Replicas;
import io.github.deepeyes4j.train.replica.Targets;
import io.github.deepeyes4j.train.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a run holds in memory.
class ModelsTest {
  private static final String LORA = "lora: {rank: 4, alpha: 32, targets: [q_proj, down_proj]}";

  @TempDir Path folder;

  @BeforeEach
  void createModel() throws Exception {
    TinyModel.write(folder.resolve("start"));
  }

  /// A run near its start, in a precision in which the weights are not stored: they are no views of
  /// the file then, and may be written to.
  private RlConfig config(String more) {
    String yaml =
        """
        from: %s
        out: %s
        seed: 1
        workers: 2
        batch-tokens: 256
        clip: 1.0
        save-every: 1
        keep-every: 1
        rollouts: {prompts: 1, samples: 2, turn-tokens: 8, temperature: 1.0, concurrent: 1, max-policy-lag: 0}
        reward: {accuracy-weight: 0.8, format-weight: 0.2, search-penalty: 0.1, tool-bonus: {when: never, weight: 0}, variant: fixed}
        algorithm: {mini-batch: 1, clip-low: 0.2, clip-high: 0.3, dual-clip: 3.0, aggregation: dapo-token, old-logprobs: rollout, kl-weight: 0.01}
        learning-rate: {peak: 1.0e-4, warmup: 0, decay-from: 1, steps: 1, floor: 1.0}
        adamw: {beta1: 0.9, beta2: 0.999, epsilon: 1.0e-8, weight-decay: 0.0}
        compute: {device: cpu, precision: bf16, gradient-checkpointing: false}
        """
            .formatted(folder.resolve("start"), folder.resolve("out"));
    return Configs.parse(yaml + more, "rl", RlConfig.class, List.of());
  }

  private static Models open(RlConfig config) throws Exception {
    RunDirectory run = RunDirectory.open(Path.of(config.out()), Path.of(config.from()));
    return Models.open(config, run, new SingleProcess());
  }

  /// What is written into the engine's model shows in replicas and reference.
  @Test
  void theBaseOfAnAdapterIsInMemoryOnce() throws Exception {
    Models models = open(config(LORA));
    try (LoadedModel loaded = models.loaded();
        Replicas replicas = models.replicas()) {
      Map<String, Tensor> base = loaded.model().parameters();
      assertThat(addresses(models.trained().frozen())).isEqualTo(addresses(base));
      Replica reference = Objects.requireNonNull(models.reference());
      assertThat(reference.parameters().size()).isZero();
      float[] before = scores(reference);
      assertThat(before).doesNotContain(0);
      List<float[]> trained = replicas.each((replica, _) -> scores(replica));
      assertThat(trained).hasSize(2).allSatisfy(scores -> assertThat(scores).isEqualTo(before));
      Objects.requireNonNull(base.get("model.norm.weight")).zero_();
      assertThat(scores(reference)).containsOnly(0);
      assertThat(replicas.each((replica, _) -> scores(replica)))
          .allSatisfy(scores -> assertThat(scores).containsOnly(0));
    }
  }

  private static Map<String, Long> addresses(Map<String, Tensor> tensors) {
    Map<String, Long> addresses = new HashMap<>();
    tensors.forEach((name, tensor) -> addresses.put(name, tensor.data_ptr().address()));
    return addresses;
  }

  private static float[] scores(Replica replica) {
    TokenSequence sequence =
        new TokenSequence(
            new int[] {5, 6, 7}, new boolean[] {false, true, true}, new float[3], List.of());
    List<TokenSequence> batch = List.of(sequence);
    return Tensors.floats(replica.scores(batch, Targets.of(batch)).logits());
  }

  /// A whole model that is trained goes on from its checkpoint, its reference is the start.
  @Test
  void theReferenceOfAWholeModelIsItsStart() throws Exception {
    RlConfig config = config("");
    Models fresh = open(config);
    float[] start;
    try (LoadedModel _ = fresh.loaded();
        Replicas replicas = fresh.replicas()) {
      start = scores(Objects.requireNonNull(fresh.reference()));
      assertThat(scores(replicas.first())).isEqualTo(start);
      Map<String, Tensor> moved = new HashMap<>(replicas.first().parameters().values());
      moved.replaceAll((_, tensor) -> tensor.add(tensor));
      Path saved = folder.resolve("out/step-1");
      Files.createDirectories(saved);
      Companions.copy(folder.resolve("start"), saved);
      fresh.trained().save(saved, moved);
    }
    Models later = open(config);
    try (LoadedModel _ = later.loaded();
        Replicas replicas = later.replicas()) {
      assertThat(scores(Objects.requireNonNull(later.reference()))).isEqualTo(start);
      assertThat(scores(replicas.first())).isNotEqualTo(start);
    }
  }

  @Test
  void anAdapterIsNoModelToStartFrom() throws Exception {
    Path start = folder.resolve("start");
    try (LoadedModel loaded = LoadedModel.load(start, Placement.CPU_FP32)) {
      LoraConfig adapter = new LoraConfig(start.toString(), 4, 8, false, List.of("q_proj"));
      LoraAdapter.fresh(adapter, loaded.model().parameters(), 1).save(start);
    }
    for (String trained : List.of("", LORA)) {
      assertThatThrownBy(() -> open(config(trained)))
          .isInstanceOf(BadInputException.class)
          .hasMessage(start + ": an adapter, not a model; 'deepeyes merge' makes one of it");
    }
  }
}
