package io.github.deepeyes4j.data.stage;

import io.github.deepeyes4j.data.ask.Parallel;
import io.github.deepeyes4j.data.example.Example;
import java.io.Serializable;
import java.util.List;

/// Where the work of stages is done that ask nobody.
public interface StageRunner extends AutoCloseable {
  /// Applies `work` to all examples; the results in their order. Ends as [Parallel#map] does when
  /// it fails or is told to stop.
  ///
  /// @param listener told on the calling thread
  <R extends Serializable> List<R> map(
      List<Example> examples, ExampleWork<R> work, Parallel.Listener listener)
      throws InterruptedException;

  @Override
  void close();

  /// On threads of this process.
  static StageRunner here(Parallel parallel) {
    return new StageRunner() {
      @Override
      public <R extends Serializable> List<R> map(
          List<Example> examples, ExampleWork<R> work, Parallel.Listener listener)
          throws InterruptedException {
        return parallel.map(examples, work::on, listener);
      }

      @Override
      public void close() {}
    };
  }
}
