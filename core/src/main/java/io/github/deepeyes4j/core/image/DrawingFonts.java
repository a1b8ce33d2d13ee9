package io.github.deepeyes4j.core.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Lets Java draw letters on machines without fontconfig or without any font, as bare containers
/// are: there every drawing of text, also with a font from a file, ends in an error. Also, plots
/// look the same everywhere.
public final class DrawingFonts {
  /// Names a file of Java's own format that stands for fontconfig; read by the JDK on Linux once.
  private static final String PROPERTY = "sun.awt.fontconfig";

  static {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, written().toString());
    }
  }

  private DrawingFonts() {}

  /// Makes Open Sans the font of all of Java's logical names, unless the system property
  /// `sun.awt.fontconfig` says otherwise. To be called before the process first uses a font; later
  /// calls, and those on other systems, change nothing.
  public static void prepare() {
    // The class's initialisation has done it, once.
  }

  private static Path written() {
    try {
      Path directory = Files.createTempDirectory("deepeyes-fonts-");
      directory.toFile().deleteOnExit();
      Path names = directory.resolve("fontconfig.properties");
      Files.writeString(
          names,
          properties(
              copied(directory, "OpenSans-Regular.ttf"), copied(directory, "OpenSans-Bold.ttf")));
      names.toFile().deleteOnExit();
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path copied(Path directory, String font) throws IOException {
    try (InputStream bytes =
        Objects.requireNonNull(DrawingFonts.class.getResourceAsStream(font), font)) {
      Path file = directory.resolve(font);
      Files.copy(bytes, file);
      file.toFile().deleteOnExit();
      return file;
    }
  }

  private static String properties(Path regular, Path bold) {
    String logical =
        Stream.of("serif", "sansserif", "monospaced", "dialog", "dialoginput")
            .map(name ->
                """
                %1$s.plain.default=Open Sans
                %1$s.italic.default=Open Sans
                %1$s.bold.default=Open Sans Bold
                %1$s.bolditalic.default=Open Sans Bold
                """
                    .formatted(name))
            .collect(Collectors.joining());
    return """
    version=1
    sequence.allfonts=default
    filename.Open_Sans=%s
    filename.Open_Sans_Bold=%s
    """
            .formatted(regular, bold)
        + logical;
  }
}
