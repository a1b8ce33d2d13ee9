/// The pictures of RealX-Mini: plates with text and photographs, composed, painted and read.
@NullMarked
package io.github.deepeyes4j.world.realx.scene;

import org.jspecify.annotations.NullMarked;
