/// The scripted expert: it knows each task's solution and writes the turns that carry it out.
@NullMarked
package io.github.deepeyes4j.world.expert;

import org.jspecify.annotations.NullMarked;
