package io.github.deepeyes4j.data.export;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.data.ask.Asked;
import io.github.deepeyes4j.data.ask.Journal;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.Example.Destination;
import io.github.deepeyes4j.data.example.Example.Lesson;
import io.github.deepeyes4j.data.example.PictureStore;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/// The files that trainers read.
///
/// @param sharegpt the cold start for LLaMA-Factory: a directory of JSON, pictures and
///   `dataset_info.json`
/// @param verl the questions for reinforcement learning, in verl's columns
/// @param parquet the cold start in one file, pictures inside
/// @param coldStart how many conversations
/// @param rl how many questions
public record Exports(
    String sharegpt,
    String verl,
    String parquet,
    @JsonProperty("cold_start") int coldStart,
    int rl) {
  /// Writes what is kept, below `exports`, and the episodes of the cold start as a store of
  /// trajectories.
  ///
  /// @param run the curation's directory, where its pictures are
  /// @param episodes what the teachers did
  public static Exports write(
      Path run, List<Example> examples, PictureStore pictures, Journal episodes)
      throws IOException {
    List<Example> coldStart = kept(examples, Destination.COLD_START);
    List<Example> rl = kept(examples, Destination.RL);
    Path directory = Files.createDirectories(run.resolve("exports"));
    writeEpisodes(run.resolve("trajectories.jsonl"), coldStart, episodes);
    Function<Example, Conversation> conversations =
        example -> Conversation.of(example, episode(example, episodes));
    Path sharegpt = directory.resolve("sharegpt");
    ShareGptExport.write(sharegpt, coldStart, conversations, pictures);
    Path parquet = directory.resolve("cold-start.parquet");
    ConversationParquet.write(parquet, coldStart, conversations, pictures);
    Path verl = directory.resolve("rl.parquet");
    VerlExport.write(verl, rl, pictures);
    return new Exports(
        sharegpt.toString(), verl.toString(), parquet.toString(), coldStart.size(), rl.size());
  }

  /// The file of a [io.github.deepeyes4j.core.agent.TrajectoryStore]; the run has its pictures.
  private static void writeEpisodes(Path file, List<Example> examples, Journal episodes)
      throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (BufferedWriter lines = Files.newBufferedWriter(part)) {
      for (Example example : examples) {
        lines.write(
            JsonMapper.shared().writeValueAsString(episode(example, episodes).trajectory()));
        lines.write('\n');
      }
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<Example> kept(List<Example> examples, Destination destination) {
    return examples.stream()
        .filter(example -> example.isKept() && example.destination() == destination)
        .toList();
  }

  private static Asked episode(Example example, Journal episodes) {
    Lesson lesson = Objects.requireNonNull(example.lesson());
    return episodes.find(example.id(), lesson.attempt()).orElseThrow();
  }
}
