package io.github.deepeyes4j.data.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Questions asked in other words, by templates, among questions about something else.
class ParaphrasesTest {
  /// What is asked, and of whom or of what.
  private record Subject(String thing, String owner) {}

  /// The first of each kind is the question as a benchmark has it.
  private static final List<String> FACT =
      List.of(
          "What is the %s of %s?",
          "Name the %s of %s.",
          "Can you tell me what the %s of %s is?",
          "Please give me the %s of %s",
          "I would like to know the %s of %s.",
          "%2$s: what is its %1$s?",
          "Do you know %2$s's %1$s?");

  private static final List<String> COUNT =
      List.of(
          "How many %s are in the %s?",
          "Count the %s in the %s.",
          "What is the number of %s in the %s?",
          "Look at the %2$s and say how many %1$s there are.");

  private static final List<String> SUM =
      List.of(
          "What is %s + %s?", "Compute %s + %s.", "Evaluate: %s + %s", "Give the result of %s+%s.");

  private static List<Subject> pairs(List<String> things, List<String> owners) {
    return things.stream()
        .flatMap(thing -> owners.stream().map(owner -> new Subject(thing, owner)))
        .toList();
  }

  private static final List<Subject> FACTS =
      pairs(
          List.of(
              "capital", "currency", "highest mountain", "national anthem", "population in 2020"),
          List.of("Peru", "Chile", "Kenya", "Norway", "New Zealand", "Mali", "Laos", "Costa Rica"));

  private static final List<Subject> COUNTS =
      pairs(
          List.of("dogs", "red cars", "open windows", "people with hats"),
          List.of("picture", "street scene", "mirror", "left half of the photo"));

  private static final List<Subject> SUMS =
      pairs(List.of("12", "305", "7.5", "1200"), List.of("3", "48", "99", "2.25"));

  private final List<Fingerprint> originals = new ArrayList<>();
  private int planted;
  private final List<String> missed = new ArrayList<>();

  private static Fingerprint print(String question) {
    return Fingerprint.of(question, List.of());
  }

  private void plant(List<String> templates, List<Subject> subjects) {
    for (Subject subject : subjects) {
      List<String> questions =
          templates.stream().map(t -> t.formatted(subject.thing, subject.owner)).toList();
      Fingerprint original = print(questions.getFirst());
      originals.add(original);
      for (String paraphrase : questions.subList(1, questions.size())) {
        planted++;
        if (!print(paraphrase).sameQuestion(original)) {
          missed.add(paraphrase);
        }
      }
    }
  }

  private boolean isTakenForAnother(int place) {
    Fingerprint one = originals.get(place);
    return IntStream.range(0, originals.size())
        .filter(other -> other != place)
        .anyMatch(other -> one.sameQuestion(originals.get(other)));
  }

  @Test
  void areFoundAndOtherQuestionsAreNot() {
    plant(FACT, FACTS);
    plant(COUNT, COUNTS);
    plant(SUM, SUMS);
    assertThat((double) missed.size() / planted).as(missed.toString()).isLessThanOrEqualTo(0.05);
    long alarms = IntStream.range(0, originals.size()).filter(this::isTakenForAnother).count();
    assertThat((double) alarms / originals.size()).isLessThanOrEqualTo(0.01);
  }
}
