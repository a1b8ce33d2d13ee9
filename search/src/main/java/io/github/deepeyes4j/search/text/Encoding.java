package io.github.deepeyes4j.search.text;

import io.github.deepeyes4j.core.BadInputException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How the passages of an index are encoded, beside their words.
public enum Encoding {
  /// Not at all: BM25 alone.
  NONE("none", "none"),
  /// By [MiniLm].
  MINILM("minilm", MiniLm.ID);

  private final String label;
  private final String id;

  Encoding(String label, String id) {
    this.label = label;
    this.id = id;
  }

  /// A [BadInputException] says which names there are.
  public static Encoding named(String label) {
    return Arrays.stream(values())
        .filter(encoding -> encoding.label.equals(label))
        .findFirst()
        .orElseThrow(() ->
            new BadInputException(
                "encoder '%s' is unknown; allowed: %s"
                    .formatted(
                        label,
                        Arrays.stream(values())
                            .map(e -> e.label)
                            .collect(Collectors.joining(", ")))));
  }

  /// The encoding whose encoder has this id.
  static Optional<Encoding> withId(String id) {
    return Arrays.stream(values()).filter(encoding -> encoding.id.equals(id)).findFirst();
  }

  /// The encoder's id, as an index keeps it.
  public String id() {
    return id;
  }

  /// Loads the encoder; null for [#NONE].
  public @Nullable SentenceEncoder open() {
    return switch (this) {
      case NONE -> null;
      case MINILM -> MiniLm.load();
    };
  }
}
