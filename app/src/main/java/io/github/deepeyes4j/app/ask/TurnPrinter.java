package io.github.deepeyes4j.app.ask;

import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.RolloutListener;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.TurnParser.ParsedTurn;
import io.github.deepeyes4j.core.image.Picture;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Prints an episode as it happens: what the model writes, what the tools answer. Pictures are
/// drawn where the terminal can, and always linked as files.
public final class TurnPrinter implements RolloutListener {
  private static final String DIM = "\u001b[2m";
  private static final String CYAN = "\u001b[36m";
  private static final String RED = "\u001b[31m";
  private static final String RESET = "\u001b[0m";

  private final PrintStream out;
  private final TerminalGraphics graphics;
  private final Path pictures;
  private final boolean colors;
  private int turn;

  /// @param pictures directory for the pictures that tools return
  public TurnPrinter(PrintStream out, TerminalGraphics graphics, Path pictures, boolean colors) {
    this.out = out;
    this.graphics = graphics;
    this.pictures = pictures;
    this.colors = colors;
  }

  @Override
  public void onText(String piece) {
    out.print(colored(DIM, piece));
    out.flush();
  }

  @Override
  public void onAction(ParsedTurn parsed) {
    turn++;
    out.println();
    out.println(colored(CYAN, "-- turn %d: %s".formatted(turn, parsed.action().kind())));
  }

  @Override
  public void onObservation(Observation observation, double seconds) {
    String color = observation.status() == ToolStatus.OK ? "" : RED;
    out.println(colored(color, observation.text().stripTrailing().indent(3).stripTrailing()));
    observation.pictures().forEach(this::show);
    out.println(
        colored(
            CYAN,
            String.format(Locale.ROOT, "-- %s, %.2f s", observation.status().wireName(), seconds)));
  }

  private void show(Picture picture) {
    byte[] png = picture.toPng();
    Path file = pictures.resolve(picture.digest().substring(0, 16) + ".png");
    try {
      Files.createDirectories(pictures);
      Files.write(file, png);
    } catch (IOException e) {
      throw new UncheckedIOException("a picture could not be written", e);
    }
    out.print(graphics.draw(png));
    out.println("   %dx%d %s".formatted(picture.width(), picture.height(), file.toUri()));
  }

  private String colored(String color, String text) {
    return colors && !color.isEmpty() ? color + text + RESET : text;
  }
}
