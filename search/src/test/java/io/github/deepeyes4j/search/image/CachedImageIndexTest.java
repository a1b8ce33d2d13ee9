package io.github.deepeyes4j.search.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.search.index.IndexCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedImageIndexTest {
  private final FakeEncoder encoder = new FakeEncoder("fake");

  @TempDir Path folder;
  private Path cache;
  private Path pictures;

  @BeforeEach
  void writePictures() throws IOException {
    cache = folder.resolve("cache");
    pictures = Files.createDirectory(folder.resolve("pictures"));
    for (int i = 0; i < 3; i++) {
      Files.write(pictures.resolve(i + ".png"), Pictures.noise(i).toPng());
    }
  }

  private String open() {
    try (ImageIndex index =
        CachedImageIndex.open(
            new IndexCache(cache), ImageCatalog.read(pictures), encoder, _ -> {})) {
      return index.id();
    }
  }

  private List<Path> indexes() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.filter(Files::isDirectory).toList();
    }
  }

  @Test
  void isMadeOnceForTheSamePictures() throws IOException {
    List<String> ids = IntStream.range(0, 4).parallel().mapToObj(_ -> open()).distinct().toList();
    assertThat(ids).hasSize(1);
    assertThat(encoder.encoded).hasValue(3);
    assertThat(indexes()).hasSize(1);
  }

  @Test
  void otherPicturesHaveAnotherIndex() throws IOException {
    String id = open();
    Files.write(pictures.resolve("2.png"), Pictures.noise(9).toPng());
    assertThat(open()).isNotEqualTo(id);
    assertThat(indexes()).hasSize(2);
  }

  @Test
  void aPictureThatCannotBeReadIsRefused() throws IOException {
    Files.writeString(pictures.resolve("2.png"), "no picture");
    assertThatThrownBy(this::open)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("2.png: not a picture");
    assertThat(indexes()).allSatisfy(path -> assertThat(path.toString()).endsWith(".part"));
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(cache, "a file");
    assertThatThrownBy(this::open)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("the index cannot be kept there")
        .hasMessageContaining("XDG_CACHE_HOME");
  }
}
