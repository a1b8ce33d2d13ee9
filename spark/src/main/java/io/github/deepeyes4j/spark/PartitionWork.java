package io.github.deepeyes4j.spark;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.stage.ExampleWork;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/// The work of a stage on one partition; it ends at the first fault.
record PartitionWork<R extends Serializable>(ExampleWork<R> work)
    implements FlatMapFunction<Iterator<Example>, Outcome<R>> {
  @Override
  public Iterator<Outcome<R>> call(Iterator<Example> examples) {
    List<Outcome<R>> outcomes = new ArrayList<>();
    while (examples.hasNext()) {
      try {
        outcomes.add(new Outcome<>(work.on(examples.next()), null));
      } catch (BadInputException e) {
        outcomes.add(new Outcome<>(null, String.valueOf(e.getMessage())));
        break;
      }
    }
    return outcomes.iterator();
  }
}
