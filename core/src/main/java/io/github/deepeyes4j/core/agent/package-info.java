/// The agent: turn grammar, observations, and the loop that lets a model use tools.
@NullMarked
package io.github.deepeyes4j.core.agent;

import org.jspecify.annotations.NullMarked;
