/// Models asked many times, and nothing asked twice.
@NullMarked
package io.github.deepeyes4j.data.ask;

import org.jspecify.annotations.NullMarked;
