/// What every module shares: bad-input errors and digests.
@NullMarked
package io.github.deepeyes4j.core;

import org.jspecify.annotations.NullMarked;
