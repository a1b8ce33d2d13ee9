package io.github.deepeyes4j.search.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.search.SearchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageIndexBuilderTest {
  private final FakeEncoder encoder = new FakeEncoder("fake");

  @TempDir Path folder;
  private Path pictures;
  private Path index;

  @BeforeEach
  void writePictures() throws IOException {
    pictures = Files.createDirectory(folder.resolve("pictures"));
    index = folder.resolve("index");
    for (int i = 0; i < 20; i++) {
      write(i, i);
    }
  }

  private void write(int number, int seed) throws IOException {
    Files.write(pictures.resolve("p_%02d.png".formatted(number)), Pictures.noise(seed).toPng());
  }

  private ImageIndexBuilder.Outcome build() {
    return ImageIndexBuilder.build(ImageCatalog.read(pictures), index, encoder, _ -> {});
  }

  private List<String> titles(int seed, int top) {
    try (ImageIndex opened = ImageIndex.open(index, encoder)) {
      SearchResult result = opened.search(new SearchRequest.Image(Pictures.noise(seed), top));
      return ((SearchResult.Found) result).hits().stream().map(SearchHit::title).toList();
    }
  }

  private void assertNotOpened(String message) {
    assertThatThrownBy(() -> ImageIndex.open(index, encoder))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(index + ": ")
        .hasMessageContaining(message);
  }

  private void assertNotBuilt(String message) {
    assertThatThrownBy(this::build)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void findsEachPictureByItself() {
    assertThat(build().manifest().pictures()).isEqualTo(20);
    for (int i = 0; i < 20; i++) {
      assertThat(titles(i, 3)).hasSize(3).first().isEqualTo("p %02d".formatted(i));
    }
  }

  @Test
  void looksAtNothingTwice() throws IOException {
    String digest = build().manifest().digest();
    assertThat(encoder.encoded).hasValue(20);
    assertThat(build().manifest().digest()).isEqualTo(digest);
    assertThat(encoder.encoded).hasValue(20);
    write(3, 103);
    write(20, 20);
    Files.delete(pictures.resolve("p_05.png"));
    ImageManifest changed = build().manifest();
    assertThat(encoder.encoded).hasValue(22);
    assertThat(changed.pictures()).isEqualTo(20);
    assertThat(changed.digest()).isNotEqualTo(digest);
    assertThat(titles(103, 1)).containsExactly("p 03");
    assertThat(titles(5, 20)).doesNotContain("p 05");
  }

  @Test
  void tellsHowFarItIs() {
    List<Integer> done = new ArrayList<>();
    ImageIndexBuilder.build(ImageCatalog.read(pictures), index, encoder, done::add);
    assertThat(done).isSorted().endsWith(20);
  }

  @Test
  void namesWhatCannotBeRead() throws IOException {
    Files.writeString(pictures.resolve("p_03.png"), "no picture");
    ImageIndexBuilder.Outcome outcome = build();
    assertThat(outcome.manifest().pictures()).isEqualTo(19);
    assertThat(outcome.faults()).singleElement().asString().contains("p_03.png: not a picture");
  }

  @Test
  void nothingReadableIsNoIndex() throws IOException {
    Path broken = Files.createDirectory(folder.resolve("broken"));
    Files.writeString(broken.resolve("a.png"), "no picture");
    pictures = broken;
    assertNotBuilt("no picture can be read; the first: ");
    assertNotOpened("an unfinished image index");
  }

  @Test
  void anInterruptedRunIsFinishedByTheNext() {
    assertThatThrownBy(() ->
            ImageIndexBuilder.build(
                ImageCatalog.read(pictures),
                index,
                encoder,
                _ -> {
                  throw new IllegalStateException("killed");
                }))
        .hasMessage("killed");
    assertNotOpened("an unfinished image index; the same deepeyes search index-images");
    assertThat(build().manifest().pictures()).isEqualTo(20);
    assertThat(titles(7, 1)).containsExactly("p 07");
  }

  @Test
  void anotherEncoderIsRefused() {
    build();
    FakeEncoder other = new FakeEncoder("other");
    String message = "the image index was built with encoder fake, not other";
    assertThatThrownBy(() -> ImageIndex.open(index, other)).hasMessageContaining(message);
    assertThatThrownBy(
            () -> ImageIndexBuilder.build(ImageCatalog.read(pictures), index, other, _ -> {}))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aDamagedIndexIsRefused() throws IOException {
    build();
    List<Path> segments;
    try (Stream<Path> files = Files.list(index)) {
      segments = files.filter(file -> file.toString().matches(".*\\.(cfs|fdt|vec|vex)")).toList();
    }
    assertThat(segments).isNotEmpty();
    for (Path file : segments) {
      byte[] sound = Files.readAllBytes(file);
      byte[] damaged = sound.clone();
      damaged[damaged.length / 2] ^= 1;
      Files.write(file, damaged);
      assertNotOpened("the image index is damaged");
      assertNotBuilt("the image index is damaged");
      Files.write(file, Arrays.copyOf(sound, sound.length / 2));
      assertNotOpened("the image index is damaged");
      Files.write(file, sound);
    }
    assertThat(titles(1, 1)).containsExactly("p 01");
    Files.delete(segments.getFirst());
    assertNotOpened("the image index is damaged");
  }

  @Test
  void otherDirectoriesAreRefused() throws IOException {
    assertNotOpened("no such index directory");
    Files.createDirectory(index);
    assertNotOpened("holds no image index; deepeyes search index-images makes one");
    Files.writeString(index.resolve("notes.txt"), "mine");
    assertNotBuilt("holds 'notes.txt', which is no part of an index");
    assertThat(index.resolve("notes.txt")).hasContent("mine");
  }
}
