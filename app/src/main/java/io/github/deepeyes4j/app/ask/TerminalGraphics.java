package io.github.deepeyes4j.app.ask;

import java.util.Base64;
import java.util.Map;

/// The ways in which terminals draw pictures inline.
public enum TerminalGraphics {
  NONE,
  /// iTerm2's inline images (OSC 1337); WezTerm speaks it too.
  ITERM,
  /// Kitty's graphics protocol; Ghostty speaks it too.
  KITTY;

  private static final int KITTY_CHUNK = 4096;

  /// What the environment of a terminal says that it can do.
  public static TerminalGraphics of(Map<String, String> environment, boolean terminal) {
    String program = environment.getOrDefault("TERM_PROGRAM", "");
    if (!terminal) {
      return NONE;
    }
    if (program.equals("iTerm.app") || program.equals("WezTerm")) {
      return ITERM;
    }
    boolean kitty =
        environment.containsKey("KITTY_WINDOW_ID")
            || program.equals("ghostty")
            || environment.getOrDefault("TERM", "").contains("kitty");
    return kitty ? KITTY : NONE;
  }

  /// The characters that draw a PNG picture; none where pictures cannot be drawn.
  String draw(byte[] png) {
    String data = Base64.getEncoder().encodeToString(png);
    return switch (this) {
      case NONE -> "";
      case ITERM -> "\u001b]1337;File=inline=1;size=%d:%s\u0007%n".formatted(png.length, data);
      case KITTY -> kitty(data);
    };
  }

  private static String kitty(String data) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < data.length(); at += KITTY_CHUNK) {
      int end = Math.min(data.length(), at + KITTY_CHUNK);
      out.append("\u001b_G")
          .append(at == 0 ? "a=T,f=100," : "")
          .append("m=")
          .append(end < data.length() ? 1 : 0)
          .append(';')
          .append(data, at, end)
          .append("\u001b\\");
    }
    return out.append(System.lineSeparator()).toString();
  }
}
