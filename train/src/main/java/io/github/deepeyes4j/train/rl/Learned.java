package io.github.deepeyes4j.train.rl;

import java.util.Map;

/// What a step has learned.
///
/// @param referenceLogprobs of the tokens that the model wrote, turn after turn, of each episode
///   that the reference has read; of none without a reference
record Learned(UpdateReport update, Map<EpisodeId, float[]> referenceLogprobs) {}
