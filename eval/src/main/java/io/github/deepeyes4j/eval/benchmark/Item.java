package io.github.deepeyes4j.eval.benchmark;

import io.github.deepeyes4j.core.agent.Question;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One question of a benchmark. Its pictures stay encoded until it is asked.
///
/// @param id unique in its benchmark
/// @param question as the file has it
/// @param prompt the question as it is put to a model
/// @param answers accepted ones, at least one
/// @param choices texts by letter, in order; empty for none
/// @param fields values of other columns by name
/// @param evidence what the answer rests on
/// @param rule what accepts an answer where the benchmark brings its own rule; null elsewhere
/// @param pictures encoded, in order
public record Item(
    String id,
    String question,
    String prompt,
    List<String> answers,
    SequencedMap<String, String> choices,
    Map<String, String> fields,
    Evidence evidence,
    @Nullable Predicate<String> rule,
    Pictures pictures) {
  public Item {
    answers = List.copyOf(answers);
    choices = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(choices));
    fields = Map.copyOf(fields);
  }

  /// Decodes pictures; a [io.github.deepeyes4j.core.BadInputException] names one that is none.
  public interface Pictures {
    List<io.github.deepeyes4j.core.image.Picture> decode();
  }

  /// The first accepted answer.
  public String answer() {
    return answers.getFirst();
  }

  /// The value of a column; empty when the file lacks it.
  public String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /// What the agent is asked.
  ///
  /// @param name of the episode
  /// @param view longest side in pixels at which its pictures are shown; null for as they are
  public Question toQuestion(String name, @Nullable Integer view) {
    return new Question(name, prompt, pictures.decode(), view == null ? 0 : view);
  }
}
