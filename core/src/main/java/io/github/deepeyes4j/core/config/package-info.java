/// Strict configuration: YAML files read into records.
@NullMarked
package io.github.deepeyes4j.core.config;

import org.jspecify.annotations.NullMarked;
