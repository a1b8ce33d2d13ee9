/// The sandbox over HTTP: the released wire shapes, and our own.
@NullMarked
package io.github.deepeyes4j.sandbox.http;

import org.jspecify.annotations.NullMarked;
