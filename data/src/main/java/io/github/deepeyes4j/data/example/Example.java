package io.github.deepeyes4j.data.example;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.score.GroundTruth;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A question with its answers, and what the stages have found out about it. A stage only ever
/// adds: an example that is dropped stays, marked.
///
/// @param id names it by content: question and pictures
/// @param category what it takes, such as `perception`: picks the judge and the share in the mix
/// @param answers accepted answers, the usual form first
/// @param pictures digests, in the order in which the question shows them
/// @param direct how often the base model was right without tools; null before that stage
/// @param withTools how often the base model was right with tools; null before that stage
/// @param destination null before the split
/// @param lesson the episode that shows how it is solved; null when there is none
/// @param drop null while the example is kept
public record Example(
    String id,
    Origin origin,
    String category,
    String question,
    List<String> answers,
    List<String> pictures,
    @Nullable PassRate direct,
    @Nullable PassRate withTools,
    @Nullable Destination destination,
    @Nullable Lesson lesson,
    @Nullable Drop drop)
    implements Serializable {
  public Example {
    answers = List.copyOf(answers);
    pictures = List.copyOf(pictures);
  }

  /// Where an example comes from.
  ///
  /// @param licence as the source states it; blank when it does not
  /// @param key names it within the source
  public record Origin(String source, String licence, String key) implements Serializable {}

  /// How often a model was right.
  ///
  /// @param prompts the digest of the prompts that it was asked with
  /// @param ungraded samples that the judge could not tell right from wrong
  /// @param tokens that it wrote, over all samples
  /// @param until when the last sample was there, ISO 8601
  public record PassRate(
      String model, String prompts, int samples, int right, int ungraded, long tokens, String until)
      implements Serializable {
    /// Whether at least so many are right; empty when that depends on ungraded ones.
    public Optional<Boolean> atLeast(int wanted) {
      if (right >= wanted) {
        return Optional.of(true);
      }
      return right + ungraded >= wanted ? Optional.empty() : Optional.of(false);
    }
  }

  /// What an example is for.
  public enum Destination {
    /// The base model solves it with tools now and then: to be learned by reward.
    RL,
    /// The base model does not: to be learned from a teacher.
    COLD_START
  }

  /// An episode that passed every check.
  ///
  /// @param attempt counted from 0
  public record Lesson(String teacher, int attempt, String until) implements Serializable {}

  /// Why an example is left out.
  ///
  /// @param stage which found it
  /// @param reason one of few, to be counted
  /// @param detail for people
  public record Drop(String stage, String reason, String detail) implements Serializable {}

  /// A new example.
  public static Example of(
      Origin origin,
      String category,
      String question,
      List<String> answers,
      List<String> pictures) {
    String id = Digests.sha256(question + "\0" + String.join("\0", pictures)).substring(0, 20);
    return new Example(
        id, origin, category, question, answers, pictures, null, null, null, null, null);
  }

  @JsonIgnore
  public boolean isKept() {
    return drop == null;
  }

  public GroundTruth truth() {
    return new GroundTruth(category, answers);
  }

  /// The same example with another question: another example.
  public Example asking(String newQuestion, List<String> newAnswers) {
    return of(origin, category, newQuestion, newAnswers, pictures);
  }

  public Example withDirectRate(PassRate rate) {
    return new Example(
        id,
        origin,
        category,
        question,
        answers,
        pictures,
        rate,
        withTools,
        destination,
        lesson,
        drop);
  }

  public Example withToolRate(PassRate rate) {
    return new Example(
        id, origin, category, question, answers, pictures, direct, rate, destination, lesson, drop);
  }

  public Example bound(Destination where) {
    return new Example(
        id, origin, category, question, answers, pictures, direct, withTools, where, lesson, drop);
  }

  public Example taught(Lesson by) {
    return new Example(
        id,
        origin,
        category,
        question,
        answers,
        pictures,
        direct,
        withTools,
        destination,
        by,
        drop);
  }

  public Example dropped(String stage, String reason, String detail) {
    return new Example(
        id,
        origin,
        category,
        question,
        answers,
        pictures,
        direct,
        withTools,
        destination,
        lesson,
        new Drop(stage, reason, detail));
  }
}
