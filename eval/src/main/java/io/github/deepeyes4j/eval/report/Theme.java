package io.github.deepeyes4j.eval.report;

import java.awt.Color;
import java.util.List;

/// The colours of plots: those of the report's page, and series that people with any kind of colour
/// vision tell apart (M. Okabe, K. Ito: Color Universal Design, 2008).
enum Theme {
  LIGHT("", new Color(0xffffff), new Color(0x1d1f21), new Color(0xd8dbde)),
  DARK("-dark", new Color(0x16181a), new Color(0xe4e4e2), new Color(0x3a3e42));

  /// Of the series in their order: blue, vermilion, green, yellow, sky, purple, orange, grey.
  static final List<Color> SERIES =
      List.of(
          new Color(0x0072b2),
          new Color(0xd55e00),
          new Color(0x009e73),
          new Color(0xe0c000),
          new Color(0x56b4e9),
          new Color(0xcc79a7),
          new Color(0xe69f00),
          new Color(0x8a8f94));

  /// What the names of files end in.
  final String suffix;

  final Color page;
  final Color text;
  final Color lines;

  Theme(String suffix, Color page, Color text, Color lines) {
    this.suffix = suffix;
    this.page = page;
    this.text = text;
    this.lines = lines;
  }
}
