package io.github.deepeyes4j.search.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageCatalogTest {
  @TempDir Path folder;

  @Test
  void takesThePicturesOfADirectory() throws IOException {
    Files.createDirectories(folder.resolve("towers/.cache"));
    for (String name : new String[] {"towers/Big_Ben.JPG", "a.png", "notes.txt", ".b.png"}) {
      Files.writeString(folder.resolve(name), "");
    }
    Files.writeString(folder.resolve("towers/.cache/c.png"), "");
    assertThat(ImageCatalog.read(folder).entries())
        .containsExactly(
            new ImageCatalog.Entry("a.png", folder.resolve("a.png"), "a", "a.png"),
            new ImageCatalog.Entry(
                "towers/Big_Ben.JPG",
                folder.resolve("towers/Big_Ben.JPG"),
                "Big Ben",
                "towers/Big_Ben.JPG"));
  }

  @Test
  void takesTheLinesOfATable() throws IOException {
    Path list = folder.resolve("list.tsv");
    Files.writeString(
        list, "path\ttitle\tlink\nx/a.png\tThe A\thttps://example.org/a\n\nb.png\tB\t\n");
    assertThat(ImageCatalog.read(list).entries())
        .containsExactly(
            new ImageCatalog.Entry(
                "x/a.png", folder.resolve("x/a.png"), "The A", "https://example.org/a"),
            new ImageCatalog.Entry("b.png", folder.resolve("b.png"), "B", ""));
  }

  @Test
  void takesThePicturesThatComeAlong() {
    assertThat(ImageCatalog.assets(Path.of("../assets")).entries())
        .hasSize(249)
        .anySatisfy(entry -> {
          assertThat(entry.title()).isEqualTo("American bison");
          assertThat(entry.link()).startsWith("https://commons.wikimedia.org/");
          assertThat(entry.file()).isRegularFile();
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a.png;A;|the first line must be 'path', 'title', 'link' between tabs",
        "path;title;link|list.tsv: no picture in it",
        "path;title;link/a.png;A|list.tsv:2: 2 cells between tabs, expected 3",
        "path;title;link/a.png;;|list.tsv:2: path and title must not be empty",
        "path;title;link/a.png;A;/a.png;B;|list.tsv:3: path 'a.png' stands twice"
      })
  void namesWhatIsWrongWithATable(String lines, String message) throws IOException {
    Path list = folder.resolve("list.tsv");
    Files.writeString(list, lines.replace(';', '\t').replace('/', '\n'));
    assertRefused(list, message);
  }

  @Test
  void refusesWhatIsNoTable() throws IOException {
    Path list = folder.resolve("list.tsv");
    Files.write(list, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertRefused(list, "not UTF-8");
    assertRefused(folder.resolve("nowhere"), "no such directory or TSV file of pictures");
    Files.delete(list);
    assertRefused(folder, "no picture in it");
  }

  private static void assertRefused(Path source, String message) {
    assertThatThrownBy(() -> ImageCatalog.read(source))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(source.toString())
        .hasMessageContaining(message);
  }
}
