/// Builds RealX-Mini from an assets folder and a seed: documents, pictures, questions, checks.
@NullMarked
package io.github.deepeyes4j.world.realx.build;

import org.jspecify.annotations.NullMarked;
