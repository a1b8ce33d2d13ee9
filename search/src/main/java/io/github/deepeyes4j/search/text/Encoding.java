package io.github.deepeyes4j.search.text;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How the passages of an index are encoded, beside their words.
public enum Encoding {
  /// Not at all: BM25 alone.
  NONE("none"),
  /// By [MiniLm].
  MINILM(MiniLm.ID);

  private final String id;

  Encoding(String id) {
    this.id = id;
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
