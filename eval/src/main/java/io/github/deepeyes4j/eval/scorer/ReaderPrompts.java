package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.score.judge.AnswerReader.Request;
import io.github.deepeyes4j.eval.benchmark.Item;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a reading model is asked. `{question}`, `{choices}`, `{answer}` (of the model) and
/// `{reference}` stand for an item's; ours are a resource of this package.
///
/// @param choice which choice an answer takes: a letter, or Z for none
/// @param letters all the letters that an answer takes, or Z for none
/// @param answer the short final answer of a text
/// @param same whether a mathematical answer agrees with the reference: 1 or 0
public record ReaderPrompts(String choice, String letters, String answer, String same) {
  private static final Pattern SLOT = Pattern.compile("\\{(question|choices|answer|reference)}");

  public ReaderPrompts {
    for (String prompt : List.of(choice, letters, answer, same)) {
      if (!prompt.contains("{answer}")) {
        throw new BadInputException("each prompt of a reader must contain {answer}");
      }
    }
  }

  /// Our prompts.
  public static ReaderPrompts ours() {
    try (InputStream stream = ReaderPrompts.class.getResourceAsStream("readers.yaml")) {
      if (stream == null) {
        throw new IllegalStateException("readers.yaml is not in this program");
      }
      String yaml = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return Configs.parse(yaml, "readers.yaml", ReaderPrompts.class, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ReaderPrompts load(Path file) {
    return Configs.load(file, ReaderPrompts.class);
  }

  Request choice(Item item, String prediction) {
    return new Request(filled(choice, item, item.question(), prediction), 64, 3);
  }

  Request letters(Item item, String prediction) {
    return new Request(filled(letters, item, item.question(), prediction), 64, 5);
  }

  Request answer(Item item, String prediction) {
    return new Request(filled(answer, item, item.question(), prediction), 256, 5);
  }

  Request same(Item item, String question, String extracted) {
    return new Request(filled(same, item, question, extracted), 64, 5);
  }

  private static String filled(String prompt, Item item, String question, String prediction) {
    Map<String, String> values =
        Map.of(
            "question",
            question,
            "answer",
            prediction,
            "reference",
            item.answer(),
            "choices",
            item.choices().entrySet().stream()
                .map(choice -> choice.getKey() + ". " + choice.getValue())
                .collect(Collectors.joining("\n")));
    return SLOT.matcher(prompt)
        .replaceAll(slot -> Matcher.quoteReplacement(values.getOrDefault(slot.group(1), "")));
  }

  /// Names this wording in every result.
  public String digest() {
    return Digests.sha256(String.join("\0", choice, letters, answer, same));
  }
}
