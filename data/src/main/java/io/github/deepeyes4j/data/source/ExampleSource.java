package io.github.deepeyes4j.data.source;

import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.PictureStore;
import java.io.IOException;
import java.util.List;

/// A supply of questions with answers.
public interface ExampleSource {
  /// The stage that marks what cannot be read.
  String STAGE = "normalise";

  /// All examples, in an order that is always the same; rows that cannot be read are there too,
  /// dropped.
  ///
  /// @param pictures where their pictures go
  List<Example> read(PictureStore pictures) throws IOException;
}
