/// The sandbox over HTTP: the released wire shapes, our own, and the Model Context Protocol.
@NullMarked
package io.github.deepeyes4j.sandbox.http;

import org.jspecify.annotations.NullMarked;
