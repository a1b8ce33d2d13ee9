package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.model.qwenvl.LayerResidence.Pass;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// A pass through the decoder that remembers no more of a layer than its input, and computes the
/// layer again when its gradients are due (gradient checkpointing, arXiv 1604.06174, section 3): of
/// what layers compute within, that of one layer is in memory at a time, for a second forward pass.
///
/// Tensors belong to the `PointerScope` in which the pass was made. Use from one thread.
public final class Recomputation {
  private final Tensor x_BTD;
  private final List<UnaryOperator<Tensor>> layers;
  private final LayerResidence residence;
  private final List<Tensor> inputs = new ArrayList<>();
  private final Tensor last_BTD;
  private final Tensor hidden_BTD;

  /// Makes the pass.
  ///
  /// @param residence brings the layers, once for each pass
  /// @param norm what follows the layers
  Recomputation(
      Tensor x_BTD,
      List<UnaryOperator<Tensor>> layers,
      LayerResidence residence,
      UnaryOperator<Tensor> norm) {
    this.x_BTD = x_BTD;
    this.layers = layers;
    this.residence = residence;
    try (NoGradGuard _ = new NoGradGuard()) {
      Tensor h = x_BTD.detach();
      for (int i = 0; i < layers.size(); i++) {
        inputs.add(h);
        residence.enter(i, Pass.FORWARD);
        h = layers.get(i).apply(h);
        residence.leave(i, Pass.FORWARD);
      }
      this.last_BTD = h;
      last_BTD.set_requires_grad(true);
    }
    this.hidden_BTD = norm.apply(last_BTD);
  }

  /// The last hidden states, normalised. Gradients of what is computed from them end at the layers
  /// until [#backward].
  public Tensor hidden() {
    return hidden_BTD;
  }

  /// Carries the gradient that has reached the hidden states on, through all layers and to whatever
  /// the input was computed from. To be called once, after `backward()` of the loss.
  public void backward() {
    Tensor gradient = last_BTD.grad();
    for (int i = layers.size() - 1; i >= 0; i--) {
      residence.enter(i, Pass.BACKWARD);
      gradient = backward(i, gradient);
      residence.leave(i, Pass.BACKWARD);
    }
    if (x_BTD.requires_grad()) {
      backward(x_BTD, gradient);
    }
  }

  /// From the gradient of a layer's output to that of its input.
  private Tensor backward(int layer, Tensor gradient) {
    boolean goesOn = layer > 0 || x_BTD.requires_grad();
    try (Tensor input = inputs.get(layer)) {
      input.set_requires_grad(goesOn);
      return Tensors.scoped(() -> {
        Tensor output = layers.get(layer).apply(input);
        if (output.requires_grad()) {
          backward(output, gradient);
        }
        // What `grad()` returns is the input's own and goes with it.
        return goesOn ? input.grad().detach() : new Tensor();
      });
    }
  }

  /// The gradient of the sum of products with a gradient is that gradient, exactly.
  private static void backward(Tensor output, Tensor gradient) {
    output.mul(gradient).sum().backward();
  }
}
