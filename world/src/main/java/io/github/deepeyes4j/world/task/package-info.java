/// Questions with known answers, and the steps that solve them.
@NullMarked
package io.github.deepeyes4j.world.task;

import org.jspecify.annotations.NullMarked;
