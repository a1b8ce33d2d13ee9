/// Solves RealX-Mini with the real tools, to show that it can be solved and what it takes.
@NullMarked
package io.github.deepeyes4j.world.realx.oracle;

import org.jspecify.annotations.NullMarked;
