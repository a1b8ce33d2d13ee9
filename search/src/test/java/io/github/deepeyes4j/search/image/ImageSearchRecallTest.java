package io.github.deepeyes4j.search.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.search.SearchRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How well the pictures that come along are found, with the encoder that comes along, by a quarter
/// of the queries of [ImageSearchBench].
class ImageSearchRecallTest {
  private static final Recall RECALL = Recall.of(ImageCatalog.assets(Path.of("../assets")), 4);

  @TempDir static Path folder;
  private static ImageIndex index;

  @BeforeAll
  static void build() {
    ImageEncoder encoder = OnnxImageEncoder.embedded();
    ImageIndexBuilder.build(RECALL.catalog(), folder, encoder, _ -> {});
    index = ImageIndex.open(folder, encoder);
  }

  @AfterAll
  static void close() {
    index.close();
  }

  private static List<String> search(Picture picture) {
    SearchResult result = index.search(new SearchRequest.Image(picture, 6));
    return ((SearchResult.Found) result).hits().stream().map(SearchHit::link).toList();
  }

  /// 60 % of the area, and the smaller 60 % of the sides.
  @ParameterizedTest
  @ValueSource(doubles = {0.775, 0.6})
  void findsPicturesByDistortedParts(double side) {
    Distortion distortion = new Distortion(side);
    Recall.Score flags = RECALL.parts(distortion, true, ImageSearchRecallTest::search);
    Recall.Score photos = RECALL.parts(distortion, false, ImageSearchRecallTest::search);
    assertThat(flags.atFive()).isGreaterThanOrEqualTo(0.9);
    assertThat(photos.atFive()).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void findsThePictureItselfFirst() {
    for (int i = 0; i < RECALL.pictures().size(); i += 20) {
      assertThat(search(RECALL.pictures().get(i)).getFirst())
          .isEqualTo(RECALL.entries().get(i).key());
    }
  }

  @Test
  void findsOtherPicturesOfTheSameThing() {
    Recall.Score score = RECALL.sameThing(ImageSearchRecallTest::search);
    assertThat(score.atFive()).isGreaterThanOrEqualTo(0.85);
  }
}
