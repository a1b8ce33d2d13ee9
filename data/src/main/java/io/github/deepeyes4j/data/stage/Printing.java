package io.github.deepeyes4j.data.stage;

import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.PictureStore;
import io.github.deepeyes4j.data.stage.Duplicates.Print;

/// Takes fingerprints, named by source and row.
public record Printing(PictureStore pictures) implements ExampleWork<Print> {
  @Override
  public Print on(Example example) {
    return new Print(
        "%s %s".formatted(example.origin().source(), example.origin().key()),
        Fingerprint.of(example.question(), pictures.shown(example)));
  }
}
