package io.github.deepeyes4j.train.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.qwenvl.LayerResidence.Pass;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.ReferenceCase;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Placement.Precision;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.model.weights.RandomParameters;
import io.github.deepeyes4j.train.parallel.ParallelConfig;
import io.github.deepeyes4j.train.parallel.ParallelConfig.Backend;
import io.github.deepeyes4j.train.parallel.ParallelConfig.Mode;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.parallel.Ranks;
import io.github.deepeyes4j.train.parallel.SingleProcess;
import io.github.deepeyes4j.train.parallel.TrainedParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A model of three layers with windows, grouped queries and random weights.
class ReplicaTest {
  private static final ReferenceCase CASE = ReferenceCase.open("windows-gqa");
  private static final int FIRST_WORD = 10;

  private final PointerScope scope = new PointerScope();

  @BeforeEach
  void useOneThread() {
    Threads.use(1);
  }

  @AfterEach
  void end() {
    scope.close();
  }

  private static Replica replica(Compute compute) {
    return replica(compute, null);
  }

  private static Replica replica(Compute compute, @Nullable LoraSettings lora) {
    return replica(compute, lora, null, new SingleProcess());
  }

  private static Replica replica(
      Compute compute,
      @Nullable LoraSettings lora,
      @Nullable ParallelConfig parallel,
      ProcessGroup group) {
    QwenVl model = new QwenVl(CASE.config(), new RandomParameters(1, 3, false), Placement.CPU_FP32);
    Trained.Plan plan = new Trained.Plan("", "", 1, List.of(), lora, compute);
    Trained trained = Trained.of(model, plan, Optional.empty());
    return new Replica(
        trained,
        TrainedParameters.of(trained.initial(), trained.compute().placement(), parallel, group),
        CASE.processor());
  }

  /// Two conversations with the same pictures, the second longer, and three without, two of them
  /// equally long.
  private static List<TokenSequence> samples() {
    int[] shown = CASE.sequence().tokens();
    List<ImageSpan> images = CASE.sequence().images();
    int[] words = Arrays.stream(shown).filter(token -> token >= FIRST_WORD).limit(12).toArray();
    int[] longer = Arrays.copyOf(shown, shown.length + 2);
    longer[shown.length] = words[0];
    longer[shown.length + 1] = words[1];
    return List.of(
        learned(Arrays.copyOf(words, 9), List.of()),
        learned(Arrays.copyOfRange(words, 2, 11), List.of()),
        learned(words, List.of()),
        learned(shown, images),
        learned(longer, images));
  }

  /// Every third word is learned.
  private static TokenSequence learned(int[] tokens, List<ImageSpan> images) {
    boolean[] action = new boolean[tokens.length];
    for (int t = 2; t < tokens.length; t += 3) {
      action[t] = tokens[t] >= FIRST_WORD;
    }
    return new TokenSequence(tokens, action, new float[tokens.length], images);
  }

  /// What a pass computes.
  private record Result(float[] losses, Tensor gradients) {}

  /// Losses of all learned tokens and the gradients of their sum, sequences packed as they are
  /// listed.
  private static Result learn(Replica replica, List<List<TokenSequence>> batches) {
    TrainedParameters parameters = replica.parameters();
    parameters.begin();
    List<Tensor> losses =
        parameters.passes(
            batches,
            Pass.BACKWARD,
            batch -> {
              Targets targets = Targets.of(batch);
              Replica.Scores scores = replica.scores(batch, targets);
              Tensor logp = picked(scores, targets);
              scores.backward(logp.neg().sum());
              return logp.detach();
            });
    parameters.sumGradients();
    return new Result(
        losses.isEmpty() ? new float[0] : Tensors.floats(Tensors.concat(0, losses)),
        parameters.whole(parameters.own().gradients(), "gradients").clone());
  }

  private static Tensor picked(Replica.Scores scores, Targets targets) {
    Tensor all = torch.log_softmax(scores.logits(), -1);
    return all.gather(1, Tensors.indices(targets.tokens()).unsqueeze(1)).squeeze(1);
  }

  /// The distance of gradients, relative to their norm.
  private static double distance(Tensor gradients, Tensor expected) {
    return gradients.sub(expected).norm().item_float() / expected.norm().item_float();
  }

  @Test
  void aPackedBatchTeachesWhatItsSamplesDoOneByOne() {
    List<TokenSequence> samples = samples();
    Result packed = learn(replica(Compute.DEFAULT), List.of(samples));
    Result single = learn(replica(Compute.DEFAULT), samples.stream().map(List::of).toList());
    assertThat(packed.losses()).hasSizeGreaterThan(20);
    assertThat(packed.losses()).containsExactly(single.losses(), within(1e-4f));
    assertThat(distance(packed.gradients(), single.gradients())).isLessThan(1e-5);
  }

  @Test
  void noSampleSeesItsNeighbours() {
    List<TokenSequence> samples = samples();
    Replica replica = replica(Compute.DEFAULT);
    List<TokenSequence> pair = List.of(samples.get(3), samples.get(2));
    List<TokenSequence> other = List.of(samples.get(4), samples.get(2));
    float[] one = learn(replica, List.of(pair)).losses();
    float[] two = learn(replica, List.of(other)).losses();
    int shared = Targets.of(List.of(samples.get(2))).tokens().length;
    assertThat(Arrays.copyOfRange(one, one.length - shared, one.length))
        .containsExactly(Arrays.copyOfRange(two, two.length - shared, two.length), within(1e-5f));
  }

  /// Of the whole model and of an adapter, whose first layer has no gradient to hand on.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void layersComputedAgainHaveTheSameGradients(boolean adapter) {
    LoraSettings lora = adapter ? new LoraSettings(4, 8, List.of("q_proj", "down_proj")) : null;
    Compute again = new Compute("cpu", Precision.FP32, true);
    Result kept = learn(replica(Compute.DEFAULT, lora), List.of(samples()));
    Result recomputed = learn(replica(again, lora), List.of(samples()));
    assertThat(recomputed.losses()).containsExactly(kept.losses(), within(1e-5f));
    assertThat(kept.gradients().norm().item_float()).isPositive();
    assertThat(distance(recomputed.gradients(), kept.gradients())).isLessThan(1e-6);
  }

  @Test
  void narrowLayersTeachWideParameters() {
    Compute narrow = new Compute("cpu", Precision.BF16, false);
    Replica replica = replica(narrow);
    Result wide = learn(replica(Compute.DEFAULT), List.of(samples()));
    Result result = learn(replica, List.of(samples()));
    assertThat(distance(result.gradients(), wide.gradients())).isBetween(1e-6, 0.1);
    assertThat(result.gradients().scalar_type().intern()).isEqualTo(ScalarType.Float);
    assertThat(working(replica).scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
  }

  /// Steps that are too small for the narrow copy to show add up in the wide parameters.
  @Test
  void smallStepsAreNotLostInNarrowCopies() {
    Compute narrow = new Compute("cpu", Precision.BF16, false);
    try (Replicas replicas = new Replicas(List.of(replica(narrow)))) {
      Tensor parameters = replicas.first().parameters().own().values();
      float before = norm(replicas).item_float();
      assertThat(before).isEqualTo(1);
      for (int step = 1; step <= 20; step++) {
        try (NoGradGuard _ = new NoGradGuard()) {
          parameters.sub_(new Scalar(1e-3));
        }
        replicas.follow();
        if (step == 1) {
          assertThat(norm(replicas).item_float()).isEqualTo(1);
        }
      }
      assertThat(norm(replicas).item_float()).isCloseTo(0.98f, within(0.002f));
    }
  }

  /// An element that begins as one, as the model computes with it.
  private static Tensor norm(Replicas replicas) {
    return working(replicas.first()).select(0, 0);
  }

  private static Tensor working(Replica replica) {
    return Objects.requireNonNull(replica.parameters().working().get("model.norm.weight"));
  }

  private static final ParallelConfig ZERO_3 = new ParallelConfig(Mode.ZERO_3, Backend.GLOO, 30);

  /// Three ranks, the last with nothing of its own, against one that learns from all.
  @ParameterizedTest
  @EnumSource(Precision.class)
  void ranksThatHoldASliceEachLearnTheSame(Precision precision) throws Exception {
    List<TokenSequence> all = samples();
    Compute compute = new Compute("cpu", precision, true);
    Result whole = learn(replica(compute), all.stream().map(List::of).toList());
    List<List<List<TokenSequence>>> shares =
        List.of(
            List.of(List.of(all.get(0)), List.of(all.get(1)), List.of(all.get(2))),
            List.of(List.of(all.get(3)), List.of(all.get(4))),
            List.of());
    List<Double> distances =
        Ranks.run(
            3,
            group -> {
              try (PointerScope _ = new PointerScope()) {
                Replica replica = replica(compute, null, ZERO_3, group);
                Result result = learn(replica, shares.get(group.rank()));
                assertThat(replica.parameters().own().size())
                    .isLessThan(replica.parameters().size() / 3 + 100);
                return distance(result.gradients(), whole.gradients());
              }
            });
    assertThat(distances)
        .allMatch(distance -> distance < (precision == Precision.FP32 ? 1e-5 : 0.02));
  }

  /// A layer's matrices take the memory of one number but in passes through it.
  @Test
  void layersAreGoneBetweenPasses() {
    Replica replica = replica(Compute.DEFAULT, null, ZERO_3, new SingleProcess());
    Tensor weight =
        Objects.requireNonNull(
            replica.parameters().working().get("model.layers.0.mlp.up_proj.weight"));
    List<Long> strides = new ArrayList<>();
    replica.parameters().begin();
    replica.parameters().residence().enter(0, Pass.BACKWARD);
    strides.add(weight.stride(0));
    replica.parameters().residence().leave(0, Pass.BACKWARD);
    learn(replica, List.of(samples()));
    strides.add(weight.stride(0));
    assertThat(strides).containsExactly(weight.size(1), 0L);
    assertThat(weight.grad().defined()).isFalse();
  }
}
