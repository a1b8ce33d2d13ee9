package io.github.deepeyes4j.data.source;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.Example.Origin;
import io.github.deepeyes4j.data.example.PictureStore;
import io.github.deepeyes4j.world.task.Task;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Nano tasks; a task's class is its category.
///
/// @param count of tasks, from the first on
public record WorldSource(String name, String licence, TaskGenerator tasks, long seed, int count)
    implements ExampleSource {
  @Override
  public List<Example> read(PictureStore pictures) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Task task = tasks.task(seed, i);
      List<String> digests = new ArrayList<>();
      for (Picture picture : task.question().pictures()) {
        digests.add(pictures.add(picture));
      }
      examples.add(
          Example.of(
              new Origin(name, licence, String.valueOf(i)),
              task.kind().label(),
              task.question().text(),
              task.answers(),
              digests));
    }
    return examples;
  }

  /// The task that an example of this source was made of.
  public Task task(Example example) {
    return tasks.task(seed, Integer.parseInt(example.origin().key()));
  }
}
