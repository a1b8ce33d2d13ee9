package io.github.deepeyes4j.train.rl;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The clipped policy-gradient loss of single tokens (PPO, arXiv 1707.06347, equation 7), with
/// bounds of their own upwards and downwards (DAPO, arXiv 2503.14476, section 3.1) and a second
/// bound for unwelcome tokens (dual clip, arXiv 1912.09729, section 4).
///
/// With the ratio `r = exp(log p - log p_old)` and the advantage `A`: `L = max(-A r, -A clip(r, 1 -
/// low, 1 + high))`, and where `A < 0` at most `-A c`.
///
/// @param low how far the ratio may fall before the token stops teaching
/// @param high how far it may rise
/// @param dualClip the factor `c` above one
public record PolicyLoss(double low, double high, double dualClip) {
  /// Differences of log-probabilities beyond this are cut before they become ratios.
  private static final double LARGEST_LOG_RATIO = 20;

  /// What each of N tokens contributes.
  ///
  /// @param loss the loss; gradients flow to the log-probabilities
  /// @param upper 1 where the ratio left its bounds and the clipped loss holds
  /// @param lower 1 where the dual clip holds
  /// @param divergence `-(log p - log p_old)`, whose mean estimates the Kullback-Leibler divergence
  record Terms(Tensor loss, Tensor upper, Tensor lower, Tensor divergence) {}

  /// The terms of N tokens.
  ///
  /// @param logp_N the policy's log-probabilities, with gradients
  /// @param old_N those of the policy that wrote the tokens
  /// @param advantage_N each token's advantage
  Terms terms(Tensor logp_N, Tensor old_N, Tensor advantage_N) {
    Tensor logRatio = clamp(logp_N.sub(old_N), -LARGEST_LOG_RATIO, LARGEST_LOG_RATIO);
    Tensor ratio = logRatio.exp();
    Tensor gain = advantage_N.neg();
    Tensor plain = gain.mul(ratio);
    Tensor clipped = gain.mul(clamp(ratio, 1 - low, 1 + high));
    Tensor bounded = torch.maximum(plain, clipped);
    Tensor unwelcome = advantage_N.lt(new Scalar(0.0));
    Tensor ceiling = gain.mul(new Scalar(dualClip));
    Tensor loss = torch.where(unwelcome, torch.minimum(bounded, ceiling), bounded);
    return new Terms(
        loss,
        clipped.gt(plain).to(torch.ScalarType.Float),
        bounded.gt(ceiling).logical_and(unwelcome).to(torch.ScalarType.Float),
        logRatio.detach().neg());
  }

  private static Tensor clamp(Tensor x, double least, double most) {
    return x.clamp(new ScalarOptional(new Scalar(least)), new ScalarOptional(new Scalar(most)));
  }
}
