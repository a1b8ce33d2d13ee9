package io.github.deepeyes4j.train.parallel;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.model.qwenvl.LayerResidence;
import io.github.deepeyes4j.model.qwenvl.LayerResidence.Pass;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.train.optim.FlatParameters;
import io.github.deepeyes4j.train.parallel.ParallelConfig.Backend;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The trained parameters of a run: what a replica of the model computes with, and what an
/// optimizer moves. They say which process holds which of them.
///
/// Values, gradients and what the optimizer remembers are in single precision. Confined to one
/// thread at a time; but for [#working], [#residence], [#collect], [#size] and [#own], all
/// processes make the same calls in the same order.
public sealed interface TrainedParameters permits WholeParameters, ShardedParameters {

  /// Takes copies of parameters.
  ///
  /// @param initial their values, by name
  /// @param placement where and in which precision the model computes with them
  /// @param config null for the default
  /// @param group the processes that share the run
  static TrainedParameters of(
      Map<String, Tensor> initial,
      Placement placement,
      @Nullable ParallelConfig config,
      ProcessGroup group) {
    ParallelConfig how = config == null ? ParallelConfig.DEFAULT : config;
    if (group.size() > 1 && how.backend() == Backend.NCCL && placement.device().equals("cpu")) {
      throw new BadInputException(
          "parallel.backend nccl works on GPUs: set compute.device to cuda:N, N being LOCAL_RANK");
    }
    return switch (how.mode()) {
      case REPLICATED -> new WholeParameters(initial, placement, group, false);
      case ZERO_1 -> new WholeParameters(initial, placement, group, true);
      case ZERO_3 -> new ShardedParameters(initial, placement, group);
    };
  }

  /// What the model computes with, by name: leaves that gradients reach.
  Map<String, Tensor> working();

  /// Brings the decoder's layers for as long as they are computed with.
  LayerResidence residence();

  /// Begins a step: gradients are zero, and the model computes with the parameters as they are.
  void begin();

  /// Takes up the gradients that a backward pass has left with what the model computes with.
  void collect();

  /// Goes through the model with one batch after the other, as often in every process as in the one
  /// that has most batches.
  ///
  /// @param until how far each goes: forward alone, or backward too
  /// @return the results, in the batches' order
  <B, R> List<R> passes(List<B> batches, Pass until, Function<B, R> pass);

  /// How many there are, over all processes.
  long size();

  /// What this process's optimizer moves; its gradients are those of all processes after
  /// [#sumGradients].
  FlatParameters.Slice own();

  /// Adds the gradients of all processes up.
  void sumGradients();

  /// The norm of the gradients of all parameters, once they have been added up.
  double gradientNorm();

  /// Hands moved parameters to the processes that compute with them.
  void exchange();

  /// All values by name. They belong to the caller's `PointerScope` and may be views.
  Map<String, Tensor> values();

  /// Puts together what every process has an element of for each of its own parameters.
  ///
  /// @param part this process's
  /// @param what names it in errors
  /// @return flat, in the order of [io.github.deepeyes4j.train.optim.FlatLayout]
  Tensor whole(Tensor part, String what);

  /// This process's part of what has an element a parameter; the reverse of [#whole].
  Tensor part(Tensor whole);
}
