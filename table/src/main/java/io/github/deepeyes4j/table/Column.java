package io.github.deepeyes4j.table;

/// A column of a file.
///
/// @param type as the file's format calls it, for people
public record Column(String name, String type) {}
