/// The rewards of reinforcement learning, routed by data source.
@NullMarked
package io.github.deepeyes4j.core.score.reward;

import org.jspecify.annotations.NullMarked;
