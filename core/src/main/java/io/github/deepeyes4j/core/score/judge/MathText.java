package io.github.deepeyes4j.core.score.judge;

import java.util.regex.Matcher;
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
          "(?<=[\\d)}])(?:\\s*(?<unit>(?:square |cubic )?(?:degrees?|units?|cm|mm|km|kg|inch(?:es)?|feet"
              + "|ft|meters?|dollars?|cents?|seconds?|minutes?|hours?|\\\\circ|\\^\\\\circ"
              + "|\\^\\{\\\\circ}|\\\\%|%|°)(?:\\^\\{?[23]}?|²|³)?)|\\s+(?<letter>[mg]))\\s*\\.?$");
  private static final Pattern BARE_FRACTION = Pattern.compile("\\\\[dt]?frac\\s*(\\w)\\s*(\\w)");
  private static final Pattern BARE_ROOT = Pattern.compile("\\\\sqrt\\s*(\\w)");
  private static final Pattern THOUSANDS = Pattern.compile("[+-]?\\d{1,3}(,\\d{3})+");

  private MathText() {}

  /// Rewrites an answer; what is no mathematics stays readable.
  public static String normalize(String answer) {
    String text = UNIT.matcher(unwrapped(answer)).replaceFirst("");
    text = text.replaceAll("\\\\[dt]frac", "\\\\frac").replaceAll("\\s+", " ");
    text = BARE_FRACTION.matcher(text).replaceAll("\\\\frac{$1}{$2}");
    text = BARE_ROOT.matcher(text).replaceAll("\\\\sqrt{$1}");
    text = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return THOUSANDS.matcher(text).matches() ? text.replace(",", "") : text.strip();
  }

  /// The unit that [#normalize] drops, as it is written; empty for none.
  public static String unit(String answer) {
    Matcher unit = UNIT.matcher(unwrapped(answer));
    if (!unit.find()) {
      return "";
    }
    return unit.group("unit") == null ? unit.group("letter") : unit.group("unit");
  }

  private static String unwrapped(String answer) {
    String text = LAYOUT.matcher(answer.strip()).replaceAll(" ");
    for (String before = ""; !before.equals(text); ) {
      before = text;
      text = WRAPPED.matcher(text).replaceAll("$1");
    }
    return NAMED.matcher(text).replaceFirst("${value}").strip();
  }
}
