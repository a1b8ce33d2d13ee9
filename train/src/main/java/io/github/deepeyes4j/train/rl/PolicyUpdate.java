package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.model.qwenvl.LayerResidence.Pass;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.train.parallel.ParallelAdamW;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.replica.NotFiniteException;
import io.github.deepeyes4j.train.replica.Replica;
import io.github.deepeyes4j.train.replica.Replicas;
import io.github.deepeyes4j.train.replica.Targets;
import io.github.deepeyes4j.train.rl.PolicyLoss.Terms;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// The tensors' side of learning: one optimiser step at a time, gradients added up over
/// micro-batches and replicas.
final class PolicyUpdate {
  private final Replicas replicas;
  private final ProcessGroup group;
  private final ParallelAdamW optimizer;
  private final Algorithm algorithm;
  private final @Nullable Replica reference;
  private final int batchTokens;

  /// Wires the parts.
  ///
  /// @param group the processes that share an update
  /// @param reference the model that the policy should stay near, for `kl-weight`; null without
  /// @param batchTokens tokens of one micro-batch at most
  PolicyUpdate(
      Replicas replicas,
      ProcessGroup group,
      ParallelAdamW optimizer,
      Algorithm algorithm,
      @Nullable Replica reference,
      int batchTokens) {
    this.replicas = replicas;
    this.group = group;
    this.optimizer = optimizer;
    this.algorithm = algorithm;
    this.reference = reference;
    this.batchTokens = batchTokens;
  }

  /// One optimiser step.
  ///
  /// @param samples this process's share of the update; none where only others have some
  /// @param clip largest norm of the gradients
  /// @throws NotFiniteException when the gradients are no numbers
  UpdateReport step(List<TrainingSample> samples, double learningRate, double clip)
      throws InterruptedException {
    double amount =
        algorithm
            .aggregation()
            .amount(samples.stream().mapToInt(TrainingSample::actionTokens).toArray());
    double share = amount / group.sum(amount)[0];
    UpdateReport report =
        replicas
            .share(
                MicroBatch.of(samples, algorithm, batchTokens),
                (replica, batches) ->
                    replica
                        .parameters()
                        .passes(batches, Pass.BACKWARD, batch -> learn(replica, batch, share)))
            .stream()
            .flatMap(List::stream)
            .reduce(UpdateReport.NONE, UpdateReport::plus);
    replicas.sumGradients();
    double norm = optimizer.reduceGradients(clip);
    if (!Double.isFinite(norm)) {
      replicas.follow();
      throw new NotFiniteException(
          norm, "on prompts " + samples.stream().map(TrainingSample::prompt).distinct().toList());
    }
    optimizer.step(learningRate);
    replicas.follow();
    return report.sum(group).withNorm(norm);
  }

  /// Adds the gradients of a micro-batch.
  ///
  /// @param share of the update that this process's samples are
  private UpdateReport learn(Replica replica, MicroBatch batch, double share) {
    try (PointerScope _ = new PointerScope()) {
      Targets targets = Targets.of(batch.sequences());
      Replica.Scores scores = replica.scores(batch.sequences(), targets);
      Tensor all_NV = logSoftmax(scores.logits());
      Tensor logp_N = pick(all_NV, replica.index(targets.tokens()));
      PerToken of = value -> tensor(replica, batch.perToken(value));
      Tensor weight_N = of.tensor((i, _) -> (float) (share * batch.weights()[i]));
      Tensor sampled_N = of.tensor((i, t) -> sample(batch, i).sequence().logprobs()[t]);
      Tensor old_N = of.tensor((i, t) -> sample(batch, i).oldLogprobs()[t]);
      Tensor advantage_N = of.tensor((i, _) -> (float) sample(batch, i).advantage());
      Terms terms = algorithm.loss().terms(logp_N, old_N, advantage_N);
      Tensor loss_N = terms.loss().mul(correction(old_N, sampled_N));
      if (reference != null) {
        Tensor reference_N = of.tensor((i, t) -> referenceLogprobs(batch, i)[t]);
        loss_N = loss_N.add(divergence(reference_N, logp_N));
      }
      scores.backward(loss_N.mul(weight_N).sum());
      Tensor entropy_N = all_NV.detach().exp().mul(all_NV.detach()).sum(-1).neg();
      return UpdateReport.of(terms, weight_N, entropy_N, logp_N.detach().sub(sampled_N).abs());
    }
  }

  /// Corrects for what the engine sampled with, where the ratio is taken against the trainer's own
  /// log-probabilities.
  private Tensor correction(Tensor old_N, Tensor sampled_N) {
    Double cap = algorithm.importanceCap();
    return cap == null
        ? torch.ones_like(old_N)
        : old_N.sub(sampled_N).exp().clamp_max(new Scalar(cap));
  }

  /// The weighted divergence from the reference, by the estimator `e^d - d - 1` with `d = log p_ref
  /// - log p` (http://joschu.net/blog/kl-approx.html).
  private Tensor divergence(Tensor reference_N, Tensor logp_N) {
    Tensor d_N = reference_N.sub(logp_N);
    return d_N.exp().sub(d_N).sub(new Scalar(1.0)).mul(new Scalar(algorithm.klWeight()));
  }

  /// The samples, compared with the policy as it is now; those without advantage need not be.
  List<TrainingSample> comparedWithNow(List<TrainingSample> samples) throws InterruptedException {
    return compared(samples, replica -> replica, TrainingSample::withOld);
  }

  /// The samples, compared with the model that the policy should stay near, which must be given.
  List<TrainingSample> comparedWithReference(List<TrainingSample> samples)
      throws InterruptedException {
    Replica known = Objects.requireNonNull(reference);
    return compared(samples, _ -> known, TrainingSample::withReference);
  }

  /// @param model which of the models reads them
  /// @param with keeps its log-probabilities in a sample
  private List<TrainingSample> compared(
      List<TrainingSample> samples,
      UnaryOperator<Replica> model,
      BiFunction<TrainingSample, float[], TrainingSample> with)
      throws InterruptedException {
    Map<TrainingSample, TrainingSample> compared = new HashMap<>();
    replicas
        .share(
            MicroBatch.of(samples, algorithm, batchTokens),
            (replica, batches) -> {
              Map<TrainingSample, TrainingSample> part = new HashMap<>();
              Replica reader = model.apply(replica);
              reader
                  .parameters()
                  .passes(batches, Pass.FORWARD, batch -> compared(batch, reader, with))
                  .forEach(part::putAll);
              return part;
            })
        .forEach(compared::putAll);
    return samples.stream().map(sample -> compared.getOrDefault(sample, sample)).toList();
  }

  private static Map<TrainingSample, TrainingSample> compared(
      MicroBatch batch, Replica model, BiFunction<TrainingSample, float[], TrainingSample> with) {
    try (PointerScope _ = new PointerScope()) {
      float[] flat = Tensors.floats(logprobs(model, batch, Targets.of(batch.sequences())));
      Map<TrainingSample, TrainingSample> compared = new HashMap<>();
      int at = 0;
      for (TrainingSample sample : batch.samples()) {
        float[] logprobs = new float[sample.sequence().length()];
        for (int t = 1; t < logprobs.length; t++) {
          logprobs[t] = sample.sequence().action()[t] ? flat[at++] : 0;
        }
        compared.put(sample, with.apply(sample, logprobs));
      }
      return compared;
    }
  }

  private static Tensor logprobs(Replica replica, MicroBatch batch, Targets targets) {
    try (NoGradGuard _ = new NoGradGuard()) {
      Tensor all_NV = logSoftmax(replica.scores(batch.sequences(), targets).logits());
      return pick(all_NV, replica.index(targets.tokens()));
    }
  }

  private static Tensor logSoftmax(Tensor logits_NV) {
    return torch.log_softmax(logits_NV, -1);
  }

  private static Tensor pick(Tensor logp_NV, Tensor tokens_N) {
    return logp_NV.gather(1, tokens_N.unsqueeze(1)).squeeze(1);
  }

  private static TrainingSample sample(MicroBatch batch, int index) {
    return batch.samples().get(index);
  }

  private static float[] referenceLogprobs(MicroBatch batch, int index) {
    return Objects.requireNonNull(sample(batch, index).referenceLogprobs());
  }

  /// Makes a tensor of a value of each action token.
  private interface PerToken {
    Tensor tensor(MicroBatch.Value value);
  }

  private static Tensor tensor(Replica replica, float[] values) {
    return replica.placement().move(Tensors.of(values, values.length));
  }
}
