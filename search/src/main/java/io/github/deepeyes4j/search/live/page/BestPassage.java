package io.github.deepeyes4j.search.live.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/// The passage of a page that matches a query best, word for word: neighbouring sentences, of which
/// each word of the query counts once, rare ones more (by inverse sentence frequency). Of equals
/// the first is taken, so that of a page without any of the words it is the beginning.
public final class BestPassage implements PageSummarizer {
  /// About a hundred words.
  private static final int MAX_CHARS = 600;

  /// What is read of a page.
  private static final int MAX_PAGE = 200_000;

  private final Analyzer analyzer = new EnglishAnalyzer();

  @Override
  public String id() {
    return "passage(%d)".formatted(MAX_CHARS);
  }

  @Override
  public String summarize(String query, Page page) {
    List<String> sentences =
        sentences(page.text().substring(0, Math.min(MAX_PAGE, page.text().length())));
    Set<String> asked = terms(query);
    List<Set<String>> matched = new ArrayList<>();
    Map<String, Integer> frequency = new HashMap<>();
    for (String sentence : sentences) {
      Set<String> terms = terms(sentence);
      terms.retainAll(asked);
      terms.forEach(term -> frequency.merge(term, 1, Integer::sum));
      matched.add(terms);
    }
    int best = 0;
    double bestScore = -1;
    for (int start = 0; start < sentences.size(); start++) {
      Set<String> found = new HashSet<>();
      matched.subList(start, end(sentences, start)).forEach(found::addAll);
      double score = 0;
      for (String term : found) {
        score += Math.log(1 + (double) sentences.size() / frequency.getOrDefault(term, 1));
      }
      if (score > bestScore) {
        best = start;
        bestScore = score;
      }
    }
    return passage(sentences.subList(best, end(sentences, best)));
  }

  /// The end of the longest passage that starts at a sentence; it has one sentence at least.
  private static int end(List<String> sentences, int start) {
    int length = sentences.get(start).length();
    int end = start + 1;
    while (end < sentences.size() && length + 1 + sentences.get(end).length() <= MAX_CHARS) {
      length += 1 + sentences.get(end).length();
      end++;
    }
    return end;
  }

  private static String passage(List<String> sentences) {
    String text = String.join(" ", sentences);
    if (text.length() <= MAX_CHARS) {
      return text;
    }
    int end = text.lastIndexOf(' ', MAX_CHARS - 2);
    return text.substring(0, end > 0 ? end : MAX_CHARS - 2) + " …";
  }

  private static List<String> sentences(String text) {
    List<String> sentences = new ArrayList<>();
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
    for (String line : text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      breaks.setText(line);
      int start = breaks.first();
      for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
        sentences.add(line.substring(start, end).strip());
      }
    }
    return sentences;
  }

  private Set<String> terms(String text) {
    Set<String> terms = new HashSet<>();
    try (TokenStream tokens = analyzer.tokenStream("text", text)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        terms.add(term.toString());
      }
      tokens.end();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
    return terms;
  }
}
