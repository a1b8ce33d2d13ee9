package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.core.score.AnswerMatch;
import io.github.deepeyes4j.world.assets.Document;
import io.github.deepeyes4j.world.realx.Ability;
import io.github.deepeyes4j.world.realx.Form;
import io.github.deepeyes4j.world.realx.Operand;
import io.github.deepeyes4j.world.realx.Solution;
import io.github.deepeyes4j.world.realx.Tool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What every draft must satisfy before it is painted: each ability it is marked with is needed,
/// and no other. A draft that does not is an [UnsuitableException].
final class Checks {
  private static final Pattern NUMBER = Pattern.compile("\\d[\\d,]*(?:\\.\\d+)?");

  /// Other values that are put in an operand's place.
  private static final int TRIALS = 8;

  private final Map<String, String> texts = new HashMap<>();
  private final Set<String> numbers = new HashSet<>();

  Checks(List<Document> documents) {
    for (Document document : documents) {
      String text = document.title() + "\n" + document.text();
      texts.put(document.id(), text.toLowerCase(Locale.ROOT));
      NUMBER.matcher(text).results().forEach(match -> numbers.add(plain(match.group())));
    }
  }

  void require(Draft draft, Solution solution, Set<Ability> abilities, SplittableRandom random) {
    require(!solution.answer().startsWith("-"), "the answer is negative");
    requireUnnamed(draft, solution);
    requireAbilities(solution, abilities);
    for (Operand operand : solution.operands()) {
      if (operand instanceof Operand.Statement statement) {
        requireStatedOnce(statement, solution.values());
      }
    }
    if (abilities.contains(Ability.REASONING)) {
      requireReasoning(draft, solution, random);
    }
  }

  /// The question gives neither the answer nor any value away.
  private static void requireUnnamed(Draft draft, Solution solution) {
    String question = draft.asked().question().toLowerCase(Locale.ROOT);
    Stream.concat(
            Stream.of(solution.answer()),
            solution.operands().stream()
                .filter(operand -> operand instanceof Operand.Recognition)
                .map(Operand::value))
        .forEach(value ->
            require(
                !Pattern.compile("\\b" + Pattern.quote(value.toLowerCase(Locale.ROOT)) + "\\b")
                    .matcher(question)
                    .find(),
                "the question says it"));
  }

  private static void requireAbilities(Solution solution, Set<Ability> abilities) {
    Set<Tool> tools = Tool.needed(solution.operands());
    boolean searches = tools.contains(Tool.SEARCH) || tools.contains(Tool.IMAGE_SEARCH);
    require(
        abilities.contains(Ability.PERCEPTION) == tools.contains(Tool.CODE)
            && abilities.contains(Ability.SEARCH) == searches
            && abilities.contains(Ability.REASONING) != solution.expression().isName(),
        "the abilities are others");
  }

  /// Exactly one document has both the key and the value, and it has the value on its line.
  private void requireStatedOnce(Operand.Statement statement, Map<String, String> values) {
    String key = Solution.resolve(statement.key(), values).toLowerCase(Locale.ROOT);
    String value = statement.value().toLowerCase(Locale.ROOT);
    List<String> stating =
        texts.entrySet().stream()
            .filter(text -> text.getValue().contains(key) && states(text.getValue(), value))
            .map(Map.Entry::getKey)
            .toList();
    require(stating.equals(List.of(statement.document())), "not stated in one document");
    String text = texts.getOrDefault(statement.document(), "");
    require(
        text.lines()
            .anyMatch(line ->
                line.startsWith(statement.label().toLowerCase(Locale.ROOT) + ":")
                    && states(line, value)),
        "its line does not state it");
  }

  /// Whether a text has a value, numbers written with commas or not.
  private static boolean states(String text, String value) {
    if (AnswerMatch.number(value).isEmpty()) {
      return text.contains(value);
    }
    String number = plain(value);
    return NUMBER.matcher(text).results().anyMatch(match -> plain(match.group()).equals(number));
  }

  /// The answer stands nowhere, and depends on two values at least, whatever the others are.
  private void requireReasoning(Draft draft, Solution solution, SplittableRandom random) {
    String answer = solution.answer();
    require(AnswerMatch.number(answer).isPresent(), "reasoning must end in a number");
    require(!numbers.contains(plain(answer)), "a document has the answer");
    require(
        draft.sketch().texts().noneMatch(text -> plain(text).equals(plain(answer))),
        "the picture shows the answer");
    List<Operand> used =
        solution.operands().stream()
            .filter(operand -> uses(solution.expression().source(), operand.name()))
            .toList();
    require(used.size() >= 2, "fewer than two values");
    for (Operand operand : used) {
      require(
          othersWithout(solution, operand, random) > TRIALS / 2,
          "the answer does not depend on " + operand.name());
    }
  }

  private static boolean uses(String expression, String name) {
    return Pattern.compile("\\b" + name + "\\b").matcher(expression).find();
  }

  /// How many other answers there are when an operand's value is not known.
  private static int othersWithout(Solution solution, Operand operand, SplittableRandom random) {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < TRIALS; i++) {
      Map<String, String> values = new HashMap<>(solution.values());
      String like = Inventor.lookalike(operand.value(), Form.NUMBER, random);
      values.put(operand.name(), like.replaceFirst("^0(?=\\d)", "1"));
      if (!values.getOrDefault(operand.name(), "").matches("[0.:]*")) {
        answers.add(solution.expression().evaluate(values));
      }
    }
    return (int) answers.stream().distinct().filter(a -> !a.equals(solution.answer())).count();
  }

  private static String plain(String number) {
    return AnswerMatch.number(number)
        .map(n -> n.stripTrailingZeros().toPlainString())
        .orElse(number);
  }

  static void require(boolean condition, String reason) {
    if (!condition) {
      throw new UnsuitableException(reason);
    }
  }
}
