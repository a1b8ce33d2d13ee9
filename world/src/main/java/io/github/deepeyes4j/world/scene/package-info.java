/// Composed pictures whose content is known: photos with boards, tags, posters and marks placed on
/// them.
@NullMarked
package io.github.deepeyes4j.world.scene;

import org.jspecify.annotations.NullMarked;
