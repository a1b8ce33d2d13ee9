package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.model.weights.ParameterSource;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The gated feed-forward block (arXiv 2002.05202): `down(silu(gate(x)) * up(x))`.
final class SwiGlu {
  private final Linear gate;
  private final Linear up;
  private final Linear down;

  private SwiGlu(Linear gate, Linear up, Linear down) {
    this.gate = gate;
    this.up = up;
    this.down = down;
  }

  static SwiGlu plain(ParameterSource source, String name, long width, long feedForward) {
    return new SwiGlu(
        Linear.plain(source, name + ".gate_proj", feedForward, width),
        Linear.plain(source, name + ".up_proj", feedForward, width),
        Linear.plain(source, name + ".down_proj", width, feedForward));
  }

  static SwiGlu biased(ParameterSource source, String name, long width, long feedForward) {
    return new SwiGlu(
        Linear.biased(source, name + ".gate_proj", feedForward, width),
        Linear.biased(source, name + ".up_proj", feedForward, width),
        Linear.biased(source, name + ".down_proj", width, feedForward));
  }

  Tensor apply(Tensor x, Adaptation adaptation) {
    Tensor gated = torch.silu(gate.apply(x, adaptation)).mul(up.apply(x, adaptation));
    return down.apply(gated, adaptation);
  }
}
