package io.github.deepeyes4j.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// What came of one example.
///
/// @param result null exactly with a fault
/// @param fault bad input, which trying again would find again; null when there is none
record Outcome<R extends Serializable>(@Nullable R result, @Nullable String fault)
    implements Serializable {}
