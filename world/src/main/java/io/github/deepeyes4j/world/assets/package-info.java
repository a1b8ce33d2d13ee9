/// The pictures, facts, texts and fonts that worlds are made of.
@NullMarked
package io.github.deepeyes4j.world.assets;

import org.jspecify.annotations.NullMarked;
