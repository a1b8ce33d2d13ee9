package io.github.deepeyes4j.train.rl;

/// Which episode of a step: the number of its prompt, and its place in the prompt's group, from 0.
record EpisodeId(long prompt, int place) {}
