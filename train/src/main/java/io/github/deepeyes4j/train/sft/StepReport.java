package io.github.deepeyes4j.train.sft;

/// What one step did.
///
/// @param gradientNorm before clipping
/// @param tokens tokens of all conversations
record StepReport(
    Metrics metrics, double learningRate, double gradientNorm, long tokens, double seconds) {}
