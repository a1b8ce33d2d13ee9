package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.score.GroundTruth;

/// A question to learn from.
///
/// @param number its place in its source
public record Prompt(long number, Question question, GroundTruth truth) {}
