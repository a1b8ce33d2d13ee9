/// Named sessions that outlive their processes: a journal of the cells and saved variables let any
/// server bring a session back.
@NullMarked
package io.github.deepeyes4j.sandbox.session;

import org.jspecify.annotations.NullMarked;
