package io.github.deepeyes4j.world.realx.oracle;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the rows of search results as they are shown to a model.
final class SearchRows {
  /// Where a row of a text search begins.
  private static final Pattern ROW = Pattern.compile("(?m)^(?=\\d+\\. \\[)");

  private static final Pattern TITLE = Pattern.compile("(?m)^\\[(.+)\\] *$");
  private static final String NUMBER = "([\\d,]*\\d(?:[.:]\\d+)?)";

  /// Words up to a number, a bracket, or the end of a sentence.
  private static final String WORDS = "([^\\n;]+?)(?= -?\\d| \\(|;|\\.(?:\\s|$)|\\n|$)";

  private static final String FLAG = "Flag of ";

  private SearchRows() {}

  /// The title of the first picture, without the words that a flag's begins with.
  static Optional<String> firstTitle(String observation) {
    Matcher title = TITLE.matcher(observation);
    return title.find() ? Optional.of(title.group(1).replace(FLAG, "")) : Optional.empty();
  }

  /// What the first row that has the key says after a label: a number, or words.
  static Optional<String> statement(String observation, String key, String label) {
    List<String> rows = Arrays.asList(ROW.split(observation));
    String wanted = key.toLowerCase(Locale.ROOT);
    Pattern value =
        Pattern.compile("(?:^|\\s)" + Pattern.quote(label) + ": (?:" + NUMBER + "|" + WORDS + ")");
    for (String row : rows) {
      Matcher stated = value.matcher(row);
      if (row.toLowerCase(Locale.ROOT).contains(wanted) && stated.find()) {
        return Optional.of(stated.group(1) != null ? stated.group(1) : stated.group(2));
      }
    }
    return Optional.empty();
  }
}
