/// The stages of curation that ask nobody: functions over examples.
@NullMarked
package io.github.deepeyes4j.data.stage;

import org.jspecify.annotations.NullMarked;
