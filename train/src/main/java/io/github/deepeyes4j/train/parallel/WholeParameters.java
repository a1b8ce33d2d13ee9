package io.github.deepeyes4j.train.parallel;

import io.github.deepeyes4j.model.qwenvl.LayerResidence;
import io.github.deepeyes4j.model.qwenvl.LayerResidence.Pass;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.train.optim.FlatParameters;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// Parameters that every process holds whole. Either each moves all of them, or each a slice (ZeRO
/// stage 1, arXiv 1910.02054, section 5.1), which it then hands round.
///
/// Where layers compute in a narrower precision, they do with a copy, and each batch's gradients
/// are added to the wide ones (mixed precision, arXiv 1710.03740, section 3.1).
public final class WholeParameters implements TrainedParameters {
  private final FlatParameters parameters;
  private final FlatParameters working;
  private final ProcessGroup group;
  private final boolean sliced;
  private final FlatParameters.Slice own;

  /// @param sliced whether each process moves a slice of its own
  WholeParameters(
      Map<String, Tensor> initial, Placement placement, ProcessGroup group, boolean sliced) {
    this.parameters = FlatParameters.of(initial, placement.single());
    this.working =
        placement.equals(placement.single())
            ? parameters
            : FlatParameters.of(parameters.views(), placement);
    this.group = group;
    this.sliced = sliced;
    this.own = sliced ? parameters.slice(group.rank(), group.size()) : parameters.slice(0, 1);
  }

  /// Adds the gradients of another worker of this process.
  public void add(WholeParameters other) {
    parameters.gradients().add_(other.parameters.gradients());
  }

  /// Takes over the values of another worker of this process.
  public void follow(WholeParameters other) {
    parameters.values().copy_(other.parameters.values());
  }

  @Override
  public Map<String, Tensor> working() {
    return working.views();
  }

  @Override
  public LayerResidence residence() {
    return LayerResidence.PERMANENT;
  }

  @Override
  public void begin() {
    parameters.gradients().zero_();
    if (working != parameters) {
      working.values().copy_(parameters.values());
    }
  }

  @Override
  public void collect() {
    if (working != parameters) {
      try (NoGradGuard _ = new NoGradGuard()) {
        parameters.gradients().add_(working.gradients());
        working.gradients().zero_();
      }
    }
  }

  @Override
  public <B, R> List<R> passes(List<B> batches, Pass until, Function<B, R> pass) {
    return batches.stream().map(pass).toList();
  }

  @Override
  public long size() {
    return parameters.size();
  }

  @Override
  public FlatParameters.Slice own() {
    return own;
  }

  @Override
  public void sumGradients() {
    if (sliced) {
      group.sumParts(parameters.slicedGradients(group.size()), "gradients");
    } else {
      group.sum(own.gradients(), "gradients");
    }
  }

  @Override
  public double gradientNorm() {
    double norm = own.gradientNorm();
    return sliced ? Math.sqrt(group.sum(norm * norm)[0]) : norm;
  }

  @Override
  public void exchange() {
    if (sliced) {
      group.exchangeParts(parameters.slicedValues(group.size()), "parameters");
    }
  }

  @Override
  public Map<String, Tensor> values() {
    return parameters.views();
  }

  @Override
  public Tensor whole(Tensor part, String what) {
    if (!sliced) {
      return part;
    }
    Tensor block = part.new_zeros(part.numel() * group.size());
    block.narrow(0, own.start(), own.size()).copy_(part);
    group.exchangeParts(block, what);
    return block.narrow(0, 0, parameters.size());
  }

  @Override
  public Tensor part(Tensor whole) {
    return own.of(whole);
  }
}
