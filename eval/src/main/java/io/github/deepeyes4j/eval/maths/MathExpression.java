package io.github.deepeyes4j.eval.maths;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads mathematics in LaTeX or plain notation and writes it for Symja, fully bracketed.
///
/// Recursive descent over a closed grammar: numbers, one-letter variables, `π`, `e`, `+ - * / ^`,
/// fractions, roots and the elementary functions. Nothing else gets through, so that a hostile
/// answer can name no function of the algebra system; lengths and exponents are limited, so that
/// none can ask for huge numbers.
final class MathExpression {
  private static final int MAX_LENGTH = 200;
  private static final int MAX_DIGITS = 30;
  private static final int MAX_LETTERS = 3;
  private static final int MAX_EXPONENT = 100;
  private static final int MAX_DEPTH = 30;

  /// A power of a power of a number is large enough.
  private static final int MAX_POWERS = 2;

  private static final Pattern TOKEN =
      Pattern.compile("\\s*(\\d+(?:\\.\\d+)?|\\.\\d+|\\\\?[A-Za-z]+|\\S)");
  private static final Pattern FORMULA = Pattern.compile("[\\d+*/^]");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?|\\.\\d+");
  private static final Set<String> FUNCTIONS =
      Set.of(
          "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh",
          "tanh", "ln", "log", "exp", "sqrt");
  private static final Map<String, String> SYMBOLS =
      Map.of("\\pi", "Pi", "pi", "Pi", "π", "Pi", "e", "E");
  private static final Map<String, String> OPERATORS =
      Map.of("\\cdot", "*", "\\times", "*", "×", "*", "·", "*", "\\div", "/", "÷", "/", "−", "-");

  private final List<String> tokens;
  private int at;
  private int depth;
  private int powers;

  private MathExpression(List<String> tokens) {
    this.tokens = tokens;
  }

  /// Why a text is no expression.
  private static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /// Reads one expression, or several in one pair of brackets with commas between them.
  ///
  /// @return each in Symja's notation; empty when the text is anything else
  static Optional<List<String>> read(String text) {
    if (text.isBlank() || text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(new MathExpression(tokens(text)).all());
    } catch (UnreadableException e) {
      return Optional.empty();
    }
  }

  /// In a formula, up to three letters that are no function are a product of variables: `2xy` is
  /// `2*x*y`. Words are not: `on` is not `no`.
  private static List<String> tokens(String text) throws UnreadableException {
    boolean formula = FORMULA.matcher(text).find();
    List<String> tokens = new ArrayList<>();
    Matcher token = TOKEN.matcher(text.strip());
    while (token.find()) {
      String value = token.group(1);
      if (OPERATORS.containsKey(value)) {
        tokens.add(OPERATORS.get(value));
      } else if (value.startsWith("\\") && FUNCTIONS.contains(value.substring(1))) {
        tokens.add(value.substring(1));
      } else if (Character.isLetter(value.charAt(0))
          && !FUNCTIONS.contains(value)
          && !SYMBOLS.containsKey(value)) {
        if (value.length() > (formula ? MAX_LETTERS : 1)) {
          throw new UnreadableException();
        }
        Stream.of(value.split("")).forEach(tokens::add);
      } else {
        tokens.add(value);
      }
    }
    return tokens;
  }

  private List<String> all() throws UnreadableException {
    try {
      String one = sum();
      if (at == tokens.size()) {
        return List.of(one);
      }
    } catch (UnreadableException _) {
      // A list in brackets is no sum.
    }
    at = 0;
    depth = 0;
    expect("(");
    List<String> members = new ArrayList<>(List.of(sum()));
    while (take(",")) {
      members.add(sum());
    }
    expect(")");
    if (at != tokens.size()) {
      throw new UnreadableException();
    }
    return members;
  }

  private String sum() throws UnreadableException {
    if (++depth > MAX_DEPTH) {
      throw new UnreadableException();
    }
    StringBuilder sum = new StringBuilder(product());
    while (next("+") || next("-")) {
      sum.append(tokens.get(at++)).append(product());
    }
    depth--;
    return "(" + sum + ")";
  }

  private String product() throws UnreadableException {
    StringBuilder product = new StringBuilder(signed());
    while (true) {
      if (next("*") || next("/")) {
        product.append(tokens.get(at++)).append(signed());
      } else if (beginsAtom()) {
        product.append('*').append(power());
      } else {
        return product.toString();
      }
    }
  }

  private String signed() throws UnreadableException {
    boolean minus = false;
    while (next("+") || next("-")) {
      minus ^= tokens.get(at++).equals("-");
    }
    return minus ? "(-" + power() + ")" : power();
  }

  private String power() throws UnreadableException {
    String base = atom();
    if (!take("^")) {
      return base;
    }
    if (++powers > MAX_POWERS && !base.matches("\\w")) {
      throw new UnreadableException();
    }
    int from = at;
    String exponent = next("-") ? signed() : atom();
    for (String token : tokens.subList(from, at)) {
      if (token.equals("^")
          || (NUMBER.matcher(token).matches() && Double.parseDouble(token) > MAX_EXPONENT)) {
        throw new UnreadableException();
      }
    }
    return "(" + base + "^" + exponent + ")";
  }

  private boolean beginsAtom() {
    return at < tokens.size() && tokens.get(at).matches("[\\d.]+|[A-Za-z]+|π|[({]|\\\\(frac|pi)");
  }

  private String atom() throws UnreadableException {
    String token = at < tokens.size() ? tokens.get(at++) : "";
    if (token.equals("(") || token.equals("{")) {
      String inner = sum();
      expect(token.equals("(") ? ")" : "}");
      return inner;
    }
    if (NUMBER.matcher(token).matches() && token.length() <= MAX_DIGITS) {
      // `.5` after an operator would read as another operator.
      return new BigDecimal(token).toPlainString();
    }
    if (token.equals("\\frac")) {
      return "(" + atom() + "/" + atom() + ")";
    }
    if (FUNCTIONS.contains(token)) {
      return function(token);
    }
    String symbol = SYMBOLS.getOrDefault(token, token);
    if (!symbol.matches("[A-Za-z]|Pi")) {
      throw new UnreadableException();
    }
    return symbol;
  }

  private String function(String name) throws UnreadableException {
    if (name.equals("sqrt") && take("[")) {
      String degree = atom();
      expect("]");
      return "(" + atom() + "^(1/" + degree + "))";
    }
    String argument = next("(") || next("{") ? atom() : power();
    return switch (name) {
      case "ln" -> "log(" + argument + ")";
      case "log" -> "log10(" + argument + ")";
      default -> name + "(" + argument + ")";
    };
  }

  private boolean next(String token) {
    return at < tokens.size() && tokens.get(at).equals(token);
  }

  private boolean take(String token) {
    boolean taken = next(token);
    at += taken ? 1 : 0;
    return taken;
  }

  private void expect(String token) throws UnreadableException {
    if (!take(token)) {
      throw new UnreadableException();
    }
  }
}
