package io.github.deepeyes4j.table;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Rows one after the other.
final class RowStream {
  private RowStream() {}

  /// A sequential stream of what `next` gives, until that is empty.
  static Stream<ObjectNode> of(Supplier<Optional<ObjectNode>> next) {
    Iterator<ObjectNode> rows = new Rows(next);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  private static final class Rows implements Iterator<ObjectNode> {
    private final Supplier<Optional<ObjectNode>> source;
    private @Nullable ObjectNode ahead;
    private boolean ended;

    Rows(Supplier<Optional<ObjectNode>> source) {
      this.source = source;
    }

    @Override
    public boolean hasNext() {
      if (ahead == null && !ended) {
        ahead = source.get().orElse(null);
        ended = ahead == null;
      }
      return ahead != null;
    }

    @Override
    public ObjectNode next() {
      if (!hasNext() || ahead == null) {
        throw new NoSuchElementException();
      }
      ObjectNode row = ahead;
      ahead = null;
      return row;
    }
  }
}
