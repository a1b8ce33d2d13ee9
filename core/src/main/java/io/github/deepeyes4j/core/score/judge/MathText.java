package io.github.deepeyes4j.core.score.judge;

import java.util.regex.Pattern;

/// Mathematical answers written one way, after the table of Lewkowycz et al. (Minerva, arXiv
/// 2206.14858, appendix D.1): a name before the only `=` goes, LaTeX's text and boxes are
/// unwrapped, units and layout dropped, `\frac ab` and `\sqrt a` get their braces, plain integers
/// lose their thousands' commas.
public final class MathText {
  private static final Pattern NAMED = Pattern.compile("^[^=]*[A-Za-z)}]\\s*=(?<value>[^=]+)$");
  private static final Pattern WRAPPED =
      Pattern.compile("\\\\(?:text|textbf|mathrm|mathbf|boxed|fbox|overline|mbox)\\{([^{}]*)}");
  private static final Pattern LAYOUT =
      Pattern.compile("\\\\(?:left|right|displaystyle|quad|qquad|[,;:! ])|\\$|~");
  private static final Pattern UNIT =
      Pattern.compile(
          "(?<=[\\d)}])\\s*(?:square |cubic )?(?:degrees?|units?|cm|mm|km|m|kg|g|inch(?:es)?|feet|ft|meters?"
              + "|dollars?|cents?|seconds?|minutes?|hours?|\\\\circ|\\^\\\\circ|\\^\\{\\\\circ}|\\\\%|%|°)"
              + "(?:\\^\\{?[23]}?|²|³)?\\s*\\.?$");
  private static final Pattern BARE_FRACTION = Pattern.compile("\\\\[dt]?frac\\s*(\\w)\\s*(\\w)");
  private static final Pattern BARE_ROOT = Pattern.compile("\\\\sqrt\\s*(\\w)");
  private static final Pattern THOUSANDS = Pattern.compile("[+-]?\\d{1,3}(,\\d{3})+");

  private MathText() {}

  /// Rewrites an answer; what is no mathematics stays readable.
  public static String normalize(String answer) {
    String text = answer.strip();
    text = LAYOUT.matcher(text).replaceAll(" ");
    for (String before = ""; !before.equals(text); ) {
      before = text;
      text = WRAPPED.matcher(text).replaceAll("$1");
    }
    text = NAMED.matcher(text).replaceFirst("${value}").strip();
    text = UNIT.matcher(text).replaceFirst("");
    text = text.replaceAll("\\\\[dt]frac", "\\\\frac").replaceAll("\\s+", " ");
    text = BARE_FRACTION.matcher(text).replaceAll("\\\\frac{$1}{$2}");
    text = BARE_ROOT.matcher(text).replaceAll("\\\\sqrt{$1}");
    text = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return THOUSANDS.matcher(text).matches() ? text.replace(",", "") : text.strip();
  }
}
