package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.realx.Box;
import io.github.deepeyes4j.world.realx.Operand;
import io.github.deepeyes4j.world.realx.scene.TextReader;
import io.github.deepeyes4j.world.realx.scene.View;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What can be read of a painted scene: large texts in the view, small ones in a crop only.
final class Legibility {
  /// Texts of the same form among which a small one is not recognised in the view.
  private static final int CANDIDATES = 20;

  private final TextReader reader;

  Legibility(TextReader reader) {
    this.reader = reader;
  }

  /// Throws [UnsuitableException] when one of the texts can be read where it must not, or cannot
  /// where it must.
  void require(Picture picture, List<Operand> operands, SplittableRandom random) {
    View view = View.of(picture);
    for (Operand operand : operands) {
      if (operand instanceof Operand.Reading reading) {
        Box box = TextReader.around(reading, picture.width(), picture.height());
        String seen = reader.read(view.part(box), reading.form());
        if (!reading.small()) {
          Checks.require(seen.equals(reading.value()), "a large text cannot be read");
          continue;
        }
        Picture crop = picture.crop(box.x(), box.y(), box.right(), box.bottom());
        Checks.require(
            reader.read(crop, reading.form()).equals(reading.value()),
            "a small text cannot be read in its crop");
        Checks.require(
            !guess(seen, reading, random).equals(reading.value()),
            "a small text can be told in the view");
      }
    }
  }

  private static String guess(String seen, Operand.Reading reading, SplittableRandom random) {
    List<String> candidates = new ArrayList<>();
    for (int i = 1; i < CANDIDATES; i++) {
      candidates.add(Inventor.lookalike(reading.value(), reading.form(), random));
    }
    candidates.add(random.nextInt(CANDIDATES), reading.value());
    return TextReader.guess(seen, candidates);
  }
}
