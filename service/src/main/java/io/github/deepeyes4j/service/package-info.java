/// What the HTTP services have in common: how they listen, read JSON, refuse web pages and speak
/// the Model Context Protocol.
@NullMarked
package io.github.deepeyes4j.service;

import org.jspecify.annotations.NullMarked;
