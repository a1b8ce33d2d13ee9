package io.github.deepeyes4j.data.ask;

import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.data.ask.Asker.Respondent;
import io.github.deepeyes4j.data.example.Example;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns multiple choice into open questions, whose answer must be known and cannot be guessed: a
/// model words the question, the answer is the text of the right option. What cannot be asked
/// without its options stays as it is.
public record Rewriter(Asker asker, Respondent model) {
  /// How the model is asked.
  public static final Protocol PROTOCOL =
      new Protocol(
          "You edit exam questions.",
          """
          Reword this multiple-choice question so that it can be answered without seeing the options. \
          Keep its meaning, its numbers and names. Put only the new question between <answer> and \
          </answer>. If it makes no sense without the options, put KEEP there instead.

          {question}\
          """,
          false,
          false);

  private static final Pattern OPTION = Pattern.compile("(?m)^\\s*\\(?([A-H])[).:]\\s+(.+?)\\s*$");

  private static final String KEEP = "KEEP";

  /// The example as an open question, where that is possible.
  public Example open(Example example) throws InterruptedException, IOException {
    List<String> options = right(example);
    if (options.isEmpty()) {
      return example;
    }
    String reworded = asker.ask(example, 0, model).trajectory().answer();
    return reworded == null || reworded.strip().equals(KEEP)
        ? example
        : example.asking(reworded.strip(), options);
  }

  /// The text of the option that the answer names; empty when the question is not of that kind.
  private static List<String> right(Example example) {
    List<String> right = new ArrayList<>();
    int options = 0;
    Matcher option = OPTION.matcher(example.question());
    while (option.find()) {
      options++;
      if (!example.answers().isEmpty()
          && example.answers().getFirst().strip().equalsIgnoreCase(option.group(1))) {
        right.add(option.group(2));
      }
    }
    return options < 2 ? List.of() : right;
  }
}
