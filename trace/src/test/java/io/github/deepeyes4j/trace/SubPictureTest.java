package io.github.deepeyes4j.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.trace.Crop.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubPictureTest {
  /// Few colours, so that parts often occur more than once.
  private static Picture noise(Random random, int width, int height, int colours) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) random.nextInt(colours);
    }
    return Picture.ofRgb(width, height, rgb);
  }

  private static Optional<Box> byTrying(Picture source, Picture part) {
    List<Box> found = new ArrayList<>();
    for (int top = 0; top + part.height() <= source.height(); top++) {
      for (int left = 0; left + part.width() <= source.width(); left++) {
        Box box = new Box(left, top, left + part.width(), top + part.height());
        if (source.crop(box.left(), box.top(), box.right(), box.bottom()).equals(part)) {
          found.add(box);
        }
      }
    }
    boolean whole = part.width() == source.width() && part.height() == source.height();
    return found.size() == 1 && !whole ? Optional.of(found.getFirst()) : Optional.empty();
  }

  @Test
  void findsWhatTryingEveryPlaceFinds() {
    Random random = new Random(7);
    int found = 0;
    for (int i = 0; i < 2000; i++) {
      Picture source =
          noise(random, 1 + random.nextInt(12), 1 + random.nextInt(12), 1 + random.nextInt(4));
      int left = random.nextInt(source.width());
      int top = random.nextInt(source.height());
      int right = left + 1 + random.nextInt(source.width() - left);
      int bottom = top + 1 + random.nextInt(source.height() - top);
      Picture part =
          i % 5 == 0
              ? noise(random, right - left, bottom - top, 2)
              : source.crop(left, top, right, bottom);
      Optional<Box> box = SubPicture.find(source, part);
      assertThat(box).isEqualTo(byTrying(source, part));
      found += box.isPresent() ? 1 : 0;
    }
    assertThat(found).isBetween(500, 1500);
  }

  @Test
  void aPartThatIsLargerIsNotInIt() {
    Random random = new Random(1);
    Picture picture = noise(random, 10, 4, 9);
    assertThat(SubPicture.find(picture, noise(random, 4, 10, 9))).isEmpty();
    assertThat(SubPicture.find(picture, picture)).isEmpty();
  }
}
