/// The nano world: procedural questions over composed pictures, with ground truth computed from the
/// scene and from facts, and the scripted expert that solves them with the real tools.
@NullMarked
package io.github.deepeyes4j.world;

import org.jspecify.annotations.NullMarked;
