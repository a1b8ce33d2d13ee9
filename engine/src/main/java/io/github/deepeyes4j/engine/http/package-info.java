/// A model served over HTTP in the form of OpenAI's chat completions.
@NullMarked
package io.github.deepeyes4j.engine.http;

import org.jspecify.annotations.NullMarked;
