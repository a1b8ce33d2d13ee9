package io.github.deepeyes4j.world.task;

import io.github.deepeyes4j.core.agent.Question;
import java.util.List;
import java.util.SplittableRandom;

/// Questions of arithmetic: on given numbers, or on a number that must be read first.
final class Arithmetic {
  private Arithmetic() {}

  /// A question's text, the Python expression that solves it, and its value.
  record Sum(String question, String expression, long value) {
    Step.Compute step() {
      return new Step.Compute(expression, String.valueOf(value));
    }
  }

  static Task numeric(String id, SplittableRandom random) {
    Sum sum = given(random);
    return new Task(
        new Question(id, sum.question, List.of()),
        TaskClass.NUMERIC,
        List.of(String.valueOf(sum.value)),
        List.of(sum.step()));
  }

  /// Sums that nobody does in the head.
  static Sum given(SplittableRandom random) {
    int a = Pick.number(random, random.nextInt(2, 5));
    int b = Pick.number(random, random.nextInt(2, 4));
    int c = Pick.number(random, random.nextInt(2, 4));
    return switch (random.nextInt(9)) {
      case 0 -> plain(random, a + "*" + b, (long) a * b);
      case 1 -> plain(random, a + "*" + b + "+" + c, (long) a * b + c);
      case 2 -> plain(random, a + "*" + b + "-" + c, (long) a * b - c);
      case 3 -> plain(random, a + "+" + b + "+" + c, (long) a + b + c);
      case 4 -> plain(random, "(" + a + "+" + b + ")*" + c, (long) (a + b) * c);
      case 5 ->
          new Sum(
              "A box holds %d pens. How many pens are in %d boxes?".formatted(a, b),
              a + "*" + b,
              (long) a * b);
      case 6 ->
          new Sum(
              "A train has %d seats and %d are taken. How many are free?".formatted(a + b, b),
              (a + b) + "-" + b,
              a);
      case 7 ->
          new Sum(
              "One ticket costs %d coins and a guide %d. What do %d tickets and the guide cost?"
                  .formatted(a, c, b),
              a + "*" + b + "+" + c,
              (long) a * b + c);
      default ->
          new Sum(
              "What is the sum of %d, %d and %d?".formatted(a, b, c),
              a + "+" + b + "+" + c,
              (long) a + b + c);
    };
  }

  private static Sum plain(SplittableRandom random, String expression, long value) {
    String shown =
        random.nextBoolean()
            ? expression.replaceAll("([-+*])", " $1 ").replace("*", "x")
            : expression.replaceAll("([-+*])", " $1 ");
    return new Sum(
        Pick.from(random, List.of("What is %s?", "Calculate %s.", "How much is %s?"))
            .formatted(shown),
        expression,
        value);
  }

  /// What to do with a number that stands on a board.
  ///
  /// @param board the board in the words of a question
  static Sum withRead(SplittableRandom random, int read, String board) {
    int other = Pick.number(random, random.nextInt(2, 4));
    return switch (random.nextInt(5)) {
      case 0 ->
          new Sum(
              "What is the number on %s times %d?".formatted(board, other),
              read + "*" + other,
              (long) read * other);
      case 1 ->
          new Sum(
              "Add %d to the number on %s.".formatted(other, board),
              read + "+" + other,
              (long) read + other);
      case 2 ->
          new Sum(
              "Multiply the number on %s by %d.".formatted(board, other),
              read + "*" + other,
              (long) read * other);
      case 3 ->
          new Sum(
              "The number on %s is a price. What do %d pieces cost?".formatted(board, other),
              read + "*" + other,
              (long) read * other);
      default ->
          new Sum(
              "What is %d minus the number on %s?".formatted(other + read, board),
              (other + read) + "-" + read,
              other);
    };
  }

  /// Sums so small that no tool is needed.
  static Task trivial(String id, SplittableRandom random) {
    int a = random.nextInt(1, 10);
    int b = random.nextInt(1, 10);
    String question =
        Pick.from(random, List.of("What is %d + %d?", "How much is %d + %d?")).formatted(a, b);
    return new Task(
        new Question(id, question, List.of()),
        TaskClass.EASY,
        List.of(String.valueOf(a + b)),
        List.of());
  }
}
