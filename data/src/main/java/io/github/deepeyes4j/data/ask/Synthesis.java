package io.github.deepeyes4j.data.ask;

import io.github.deepeyes4j.core.score.Verdict;
import io.github.deepeyes4j.data.ask.Asker.Respondent;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.Example.Lesson;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Lets teachers solve an example, in turn, until one of them does it well.
///
/// @param attempts over all teachers, at most
/// @param check what is wrong with an episode
/// @param budget of what is asked anew
public record Synthesis(
    Asker asker, Grader grader, List<Teacher> teachers, int attempts, Check check, Budget budget) {
  public Synthesis {
    teachers = List.copyOf(teachers);
  }

  /// Judges an episode as an example to learn from; a pure function.
  public interface Check {
    /// What is wrong with it, if anything is.
    Optional<Fault> fault(Example example, Asked episode, Verdict verdict);
  }

  /// @param reason one of few, to be counted
  /// @param detail for people
  public record Fault(String reason, String detail) {}

  /// The example with the first episode without a fault, or with the last one; without any when no
  /// teacher takes it on.
  public Example teach(Example example) throws InterruptedException, IOException {
    List<Respondent> able =
        teachers.stream().flatMap(teacher -> teacher.respondent(example).stream()).toList();
    Example taught = example;
    for (int attempt = 0; attempt < attempts && !able.isEmpty(); attempt++) {
      if (!asker.journal().has(example.id(), attempt)) {
        budget.check(asker.journal());
      }
      Asked asked = asker.ask(example, attempt, able.get(attempt % able.size()));
      taught = example.taught(new Lesson(asked.asked(), attempt, asked.time()));
      if (fault(example, asked).isEmpty()) {
        return taught;
      }
    }
    return taught;
  }

  /// What is wrong with the episode that an example has, if anything is.
  public Optional<Fault> fault(Example taught) throws InterruptedException {
    Lesson lesson = taught.lesson();
    if (lesson == null) {
      return Optional.of(new Fault("no teacher", "no teacher takes this kind of question on"));
    }
    return fault(taught, episode(taught, lesson));
  }

  /// The episode of a lesson.
  public Asked episode(Example example, Lesson lesson) {
    return asker
        .journal()
        .find(example.id(), lesson.attempt())
        .orElseThrow(() -> new IllegalStateException("a lesson must be in the journal"));
  }

  private Optional<Fault> fault(Example example, Asked asked) throws InterruptedException {
    return check.fault(example, asked, grader.verdict(example, asked.trajectory()));
  }
}
