/// The search tools as a service: HTTP, and the Model Context Protocol.
@NullMarked
package io.github.deepeyes4j.search.http;

import org.jspecify.annotations.NullMarked;
