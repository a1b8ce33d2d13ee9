package io.github.deepeyes4j.search.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Chooses the part of a page that a result row shows: the line that answers the query best, and
/// what follows it, about as long as search engines show. Stateless but for its settings.
final class Snippets {
  private static final int MAX_CHARS = 160;

  /// What a query word that is in the title counts beside one that is not: the page is about it
  /// anyway.
  private static final double TITLE_WORD = 0.1;

  private static final int MAX_LABEL_CHARS = 40;

  private final Terms terms;

  Snippets(Terms terms) {
    this.terms = terms;
  }

  /// At most [#MAX_CHARS] characters of the text.
  String snippet(String title, String text, List<String> queryTerms) throws IOException {
    List<String> lines = lines(text);
    Set<String> titleTerms = new HashSet<>(terms.of(title));
    int best = 0;
    double bestScore = -1;
    for (int i = 0; i < lines.size(); i++) {
      double score =
          score(terms.of(lines.get(i)), queryTerms, titleTerms)
              + labelMatch(lines.get(i), queryTerms);
      if (score > bestScore) {
        best = i;
        bestScore = score;
      }
    }
    return fill(lines, best);
  }

  /// Lines, long ones cut into sentences.
  private static List<String> lines(String text) {
    return Passages.SENTENCE_END
        .splitAsStream(text)
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /// Distinct query words in the line, a little less for long lines.
  private static double score(
      List<String> lineTerms, List<String> queryTerms, Set<String> titleTerms) {
    double score = 0;
    for (String term : new HashSet<>(queryTerms)) {
      if (lineTerms.contains(term)) {
        score += titleTerms.contains(term) ? TITLE_WORD : 1;
      }
    }
    return score / (1 + 0.01 * lineTerms.size());
  }

  /// How much of a line's label (`Capital: …`) the query asks for: 1 for all of it, 0 for none or
  /// no label.
  private double labelMatch(String line, List<String> queryTerms) throws IOException {
    int colon = line.indexOf(':');
    if (colon < 1 || colon > MAX_LABEL_CHARS) {
      return 0;
    }
    List<String> label = terms.of(line.substring(0, colon));
    long asked = label.stream().filter(queryTerms::contains).count();
    return label.isEmpty() ? 0 : (double) asked / label.size();
  }

  private static String fill(List<String> lines, int first) {
    if (lines.isEmpty()) {
      return "";
    }
    List<String> shown = new ArrayList<>();
    int length = 0;
    for (int i = first; i < lines.size(); i++) {
      int more = lines.get(i).length() + (shown.isEmpty() ? 0 : 1);
      if (length + more > MAX_CHARS) {
        break;
      }
      shown.add(lines.get(i));
      length += more;
    }
    if (shown.isEmpty()) {
      String line = lines.get(first);
      int end = line.lastIndexOf(' ', MAX_CHARS - 4);
      return line.substring(0, end > 0 ? end : MAX_CHARS - 4) + " ...";
    }
    return String.join(" ", shown);
  }
}
