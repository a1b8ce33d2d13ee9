package io.github.deepeyes4j.search.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import io.github.deepeyes4j.core.image.ReturnedSize;
import io.github.deepeyes4j.search.SearchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageIndexTest {
  @TempDir static Path folder;
  private static ImageIndex index;

  @BeforeAll
  static void build() throws IOException {
    StringBuilder lines = new StringBuilder("path\ttitle\tlink\n");
    for (int i = 0; i < 120; i++) {
      Files.write(folder.resolve(i + ".png"), Pictures.noise(i).toPng());
      lines.append("%d.png\tcloud %d\thttps://example.org/%d\n".formatted(i, i, i));
    }
    Files.write(folder.resolve("long.png"), Pictures.plain(1600, 8, 200, 30, 30).toPng());
    lines.append("long.png\ta long line\t\n");
    Path list = Files.writeString(folder.resolve("list.tsv"), lines);
    Path directory = folder.resolve("index");
    ImageIndexBuilder.build(ImageCatalog.read(list), directory, new FakeEncoder("fake"), _ -> {});
    index = ImageIndex.open(directory, new FakeEncoder("fake"));
  }

  @AfterAll
  static void close() {
    index.close();
  }

  private static List<SearchHit> search(Picture picture, int top) {
    return ((SearchResult.Found) index.search(new SearchRequest.Image(picture, top))).hits();
  }

  @Test
  void aRowHasTitleLinkAndThumbnail() {
    assertThat(search(Pictures.noise(7), 1))
        .containsExactly(
            new SearchHit("cloud 7", "https://example.org/7", null, null, Pictures.noise(7)));
  }

  @Test
  void findsSmallCopiesAndCrops() {
    Picture whole = Pictures.noise(11);
    Picture small = Resampler.resize(whole, 40, 30, Resampler.Kernel.BICUBIC);
    assertThat(search(small, 5).getFirst().title()).isEqualTo("cloud 11");
    assertThat(search(whole.crop(20, 10, 80, 50), 5))
        .hasSize(5)
        .extracting(SearchHit::title)
        .contains("cloud 11");
  }

  /// 1600 x 8 pixels are shown with 384 on the long side, which leaves 2 on the short one, grown to
  /// 32.
  @Test
  void thumbnailsAreSmallButNotTooNarrow() {
    assertThat(search(Pictures.plain(1600, 8, 200, 30, 30), 1))
        .first()
        .extracting(SearchHit::thumbnail)
        .isEqualTo(Pictures.plain(6144, ReturnedSize.MIN_SIDE, 200, 30, 30));
    assertThat(Thumbnails.of(Pictures.plain(1000, 500, 0, 0, 0)).width()).isEqualTo(384);
  }

  @Test
  void onePixelIsSearchedForToo() {
    assertThat(search(Pictures.plain(1, 1, 0, 0, 0), 5)).hasSize(5);
    assertThat(search(Pictures.plain(1, 1, 119, 119, 119), 5)).hasSize(5);
  }

  @Test
  void wordsAreRefused() {
    assertThat(index.search(new SearchRequest.Text("a cloud", 5)))
        .isInstanceOf(SearchResult.Refused.class);
  }

  @Test
  void isNamedByEncoderAndPictures() {
    assertThat(index.id()).matches("images-fake-[0-9a-f]{64}");
  }
}
