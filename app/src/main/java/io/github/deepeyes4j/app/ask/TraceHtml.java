package io.github.deepeyes4j.app.ask;

import io.github.deepeyes4j.core.agent.Action;
import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.Turn;
import io.github.deepeyes4j.core.image.Picture;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// A trajectory as one static page that opens offline, its pictures inside.
public final class TraceHtml {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
      section { border-left: 3px solid #8888; padding-left: 1rem; margin: 1.5rem 0; }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #8881; padding: .6rem; border-radius: 6px; }
      img { max-width: 100%; border: 1px solid #8886; border-radius: 4px; margin: .2rem .4rem .2rem 0; }
      .thought { opacity: .75; }
      .meta { opacity: .6; font-size: .85rem; }
      .answer { font-size: 1.3rem; font-weight: 600; }
      """;

  private TraceHtml() {}

  public static String page(Trajectory trajectory) {
    StringBuilder html = new StringBuilder();
    html.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">");
    html.append("<meta name=\"viewport\" content=\"width=device-width\">");
    html.append("<title>").append(escape(trajectory.question().text())).append("</title>");
    html.append("<style>").append(STYLE).append("</style>");
    html.append("<h1>").append(escape(trajectory.question().text())).append("</h1>");
    pictures(trajectory.question().pictures(), html);
    for (int i = 0; i < trajectory.turns().size(); i++) {
      turn(i + 1, trajectory.turns().get(i), html);
    }
    html.append("<p class=\"meta\">")
        .append(
            escape(
                String.format(
                    Locale.ROOT,
                    "%s, stop: %s, %d tokens, %.1f s, protocol %s",
                    trajectory.model(),
                    trajectory.stop().wireName(),
                    trajectory.generatedTokens(),
                    trajectory.seconds(),
                    trajectory.protocolDigest().substring(0, 12))))
        .append("</p></html>\n");
    return html.toString();
  }

  private static void turn(int number, Turn turn, StringBuilder html) {
    html.append("<section><p class=\"meta\">")
        .append(
            String.format(
                Locale.ROOT, "turn %d: %s, %.2f s", number, turn.action().kind(), turn.seconds()))
        .append("</p>");
    if (!turn.thought().isEmpty()) {
      html.append("<p class=\"thought\">").append(escape(turn.thought())).append("</p>");
    }
    if (turn.action() instanceof Action.Answer(String text)) {
      html.append("<p class=\"answer\">").append(escape(text)).append("</p>");
    } else {
      html.append("<pre>").append(escape(turn.action().text())).append("</pre>");
    }
    turn.observed().ifPresent(observation -> observation(observation, html));
    html.append("</section>");
  }

  private static void observation(Observation observation, StringBuilder html) {
    html.append("<p class=\"meta\">")
        .append(observation.status().wireName())
        .append("</p><pre>")
        .append(escape(observation.text()))
        .append("</pre>");
    pictures(observation.pictures(), html);
  }

  private static void pictures(List<Picture> pictures, StringBuilder html) {
    for (Picture picture : pictures) {
      html.append(
              "<img alt=\"%dx%d\" src=\"data:image/png;base64,"
                  .formatted(picture.width(), picture.height()))
          .append(Base64.getEncoder().encodeToString(picture.toPng()))
          .append("\">");
    }
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
