/// Models behind an OpenAI-compatible server.
@NullMarked
package io.github.deepeyes4j.app.remote;

import org.jspecify.annotations.NullMarked;
