package io.github.deepeyes4j.eval.benchmark;

import io.github.deepeyes4j.core.BadInputException;
import java.util.ArrayList;
import java.util.List;

/// Reads a list as Python or JSON writes it: texts in either kind of quotes, numbers, lists within
/// lists. Nothing is evaluated.
public final class ListLiteral {
  private final String text;
  private final String place;
  private int at;

  private ListLiteral(String text, String place) {
    this.text = text;
    this.place = place;
  }

  public static boolean looksLikeOne(String text) {
    String bare = text.strip();
    return bare.startsWith("[") && bare.endsWith("]");
  }

  /// The elements; an inner list stands as its text.
  ///
  /// @param place stands for the text in error messages
  public static List<String> read(String text, String place) {
    ListLiteral literal = new ListLiteral(text.strip(), place);
    List<String> elements = literal.list();
    literal.spaces();
    if (literal.at < literal.text.length()) {
      throw literal.unreadable();
    }
    return elements;
  }

  /// A list of lists of numbers.
  public static List<List<Double>> readNumbers(String text, String place) {
    List<List<Double>> rows = new ArrayList<>();
    for (String row : read(text, place)) {
      try {
        rows.add(read(row, place).stream().map(Double::valueOf).toList());
      } catch (NumberFormatException e) {
        throw new BadInputException("%s: not numbers: %s".formatted(place, row), e);
      }
    }
    return rows;
  }

  private List<String> list() {
    expect('[');
    List<String> elements = new ArrayList<>();
    spaces();
    while (!take(']')) {
      elements.add(element());
      spaces();
      if (!take(',') && peek() != ']') {
        throw unreadable();
      }
      spaces();
    }
    return elements;
  }

  private String element() {
    char first = peek();
    if (first == '\'' || first == '"') {
      return quoted(first);
    }
    int from = at;
    if (first == '[') {
      list();
    } else {
      while (peek() != ',' && peek() != ']') {
        at++;
      }
    }
    return text.substring(from, at).strip();
  }

  private String quoted(char quote) {
    StringBuilder value = new StringBuilder();
    at++;
    while (peek() != quote) {
      char next = text.charAt(at++);
      value.append(next == '\\' ? escaped() : String.valueOf(next));
    }
    at++;
    return value.toString();
  }

  private String escaped() {
    char escape = peek();
    at++;
    return switch (escape) {
      case 'n' -> "\n";
      case 't' -> "\t";
      case '\\', '\'', '"', '/' -> String.valueOf(escape);
      case 'u' -> unicode();
      default -> "\\" + escape;
    };
  }

  private String unicode() {
    try {
      String character = Character.toString(Integer.parseInt(text, at, at + 4, 16));
      at += 4;
      return character;
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new BadInputException("%s: a broken \\u in %s".formatted(place, shown()), e);
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw unreadable();
    }
    return text.charAt(at);
  }

  private boolean take(char wanted) {
    boolean there = peek() == wanted;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char wanted) {
    if (!take(wanted)) {
      throw unreadable();
    }
  }

  private void spaces() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private String shown() {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  private BadInputException unreadable() {
    return new BadInputException(
        "%s: expected a list such as ['a', 'b'], got %s".formatted(place, shown()));
  }
}
