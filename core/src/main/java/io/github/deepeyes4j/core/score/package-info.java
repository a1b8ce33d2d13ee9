/// Whether an answer is right and what an episode earns: the words and ports that rewards, judges
/// and the audit share.
@NullMarked
package io.github.deepeyes4j.core.score;

import org.jspecify.annotations.NullMarked;
