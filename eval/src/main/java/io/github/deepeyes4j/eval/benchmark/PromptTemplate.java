package io.github.deepeyes4j.eval.benchmark;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A prompt with slots. What fills one slot cannot name another.
record PromptTemplate(String text) {
  private static final Pattern SLOT = Pattern.compile("\\{([A-Za-z0-9_ .-]+)}");

  /// The names in braces.
  Set<String> slots() {
    Set<String> slots = new TreeSet<>();
    Matcher slot = SLOT.matcher(text);
    while (slot.find()) {
      slots.add(slot.group(1));
    }
    return slots;
  }

  /// Fills the slots; a line all of whose slots are empty is left out.
  String fill(UnaryOperator<String> value) {
    return text.lines()
        .filter(line -> !isEmpty(line, value))
        .map(line ->
            SLOT.matcher(line)
                .replaceAll(slot -> Matcher.quoteReplacement(value.apply(slot.group(1)))))
        .collect(Collectors.joining("\n"))
        .strip();
  }

  private static boolean isEmpty(String line, UnaryOperator<String> value) {
    Matcher slot = SLOT.matcher(line);
    boolean any = false;
    while (slot.find()) {
      if (!value.apply(slot.group(1)).isBlank()) {
        return false;
      }
      any = true;
    }
    return any;
  }

  /// Choices as lines `A. text`.
  static String lines(Map<String, String> choices) {
    return choices.entrySet().stream()
        .map(choice -> choice.getKey() + ". " + choice.getValue())
        .collect(Collectors.joining("\n"));
  }
}
