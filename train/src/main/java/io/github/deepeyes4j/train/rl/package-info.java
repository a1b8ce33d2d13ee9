/// Agentic reinforcement learning: groups of rollouts, group-relative advantages, clipped policy
/// updates (GRPO, arXiv 2402.03300; DAPO, arXiv 2503.14476).
@NullMarked
package io.github.deepeyes4j.train.rl;

import org.jspecify.annotations.NullMarked;
