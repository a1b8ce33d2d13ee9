package io.github.deepeyes4j.data.stage;

import io.github.deepeyes4j.data.example.Example;
import java.io.Serializable;

/// Work on one example that needs nothing but the example, its pictures and what the work itself
/// carries: it gives the same wherever and in whatever order it is done.
@FunctionalInterface
public interface ExampleWork<R extends Serializable> extends Serializable {
  /// @throws io.github.deepeyes4j.core.BadInputException when a picture cannot be read
  R on(Example example);
}
