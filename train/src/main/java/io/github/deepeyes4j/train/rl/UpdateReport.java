package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.rl.PolicyLoss.Terms;
import org.bytedeco.pytorch.Tensor;

/// What updates did: sums over the action tokens that went through the model, weighted as in the
/// loss, and what they are divided by.
///
/// @param weight the tokens' weights; at most 1 an update, less by those without advantage
/// @param gap distance between the log-probabilities of engine and trainer
/// @param gapWeight what `gap` is divided by
/// @param gradientNorm before clipping
/// @param updates optimiser steps
record UpdateReport(
    double weight,
    double loss,
    double clippedUpper,
    double clippedLower,
    double divergence,
    double entropy,
    double gap,
    double gapWeight,
    double gradientNorm,
    int updates) {
  static final UpdateReport NONE = new UpdateReport(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /// One micro-batch's share.
  static UpdateReport of(Terms terms, Tensor weight_N, Tensor entropy_N, Tensor gap_N) {
    return new UpdateReport(
        weight_N.sum().item_float(),
        sum(terms.loss(), weight_N),
        sum(terms.upper(), weight_N),
        sum(terms.lower(), weight_N),
        sum(terms.divergence(), weight_N),
        sum(entropy_N, weight_N),
        sum(gap_N, weight_N),
        weight_N.sum().item_float(),
        0,
        0);
  }

  private static double sum(Tensor value_N, Tensor weight_N) {
    return value_N.detach().mul(weight_N).sum().item_float();
  }

  UpdateReport plus(UpdateReport other) {
    return new UpdateReport(
        weight + other.weight,
        loss + other.loss,
        clippedUpper + other.clippedUpper,
        clippedLower + other.clippedLower,
        divergence + other.divergence,
        entropy + other.entropy,
        gap + other.gap,
        gapWeight + other.gapWeight,
        gradientNorm + other.gradientNorm,
        updates + other.updates);
  }

  /// The same of all processes' shares of an update.
  UpdateReport sum(ProcessGroup group) {
    double[] all =
        group.sum(weight, loss, clippedUpper, clippedLower, divergence, entropy, gap, gapWeight);
    return new UpdateReport(
        all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7], gradientNorm, updates);
  }

  /// The end of an optimiser step.
  UpdateReport withNorm(double norm) {
    return plus(new UpdateReport(0, 0, 0, 0, 0, 0, 0, 0, norm, 1));
  }

  /// The same of an update on a policy that has moved since: its distance from the engine says
  /// nothing about their arithmetic.
  UpdateReport withoutGap() {
    return new UpdateReport(
        weight, loss, clippedUpper, clippedLower, divergence, entropy, 0, 0, gradientNorm, updates);
  }

  double meanGap() {
    return gapWeight == 0 ? 0 : gap / gapWeight;
  }

  /// The loss of an update; tokens without advantage are in its mean.
  double meanLoss() {
    return loss / Math.max(1, updates);
  }

  double meanNorm() {
    return gradientNorm / Math.max(1, updates);
  }

  /// One of the sums as a mean over tokens; 0 when none went through the model.
  double mean(double sum) {
    return weight == 0 ? 0 : sum / weight;
  }
}
