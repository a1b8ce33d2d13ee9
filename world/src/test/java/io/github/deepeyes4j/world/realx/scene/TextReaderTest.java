package io.github.deepeyes4j.world.realx.scene;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.realx.Box;
import io.github.deepeyes4j.world.realx.Form;
import io.github.deepeyes4j.world.realx.Operand;
import io.github.deepeyes4j.world.scene.Tint;
import java.awt.Color;
import java.awt.Font;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The rule that small letters cannot be read in the view and can in a crop, measured.
class TextReaderTest {
  private static final int SCENES = 100;
  private static final int CANDIDATES = 20;
  private static final List<Font> FONTS = Assets.load(Path.of("../assets")).fonts();
  private static final TextReader READER = new TextReader(FONTS);

  @ParameterizedTest
  @EnumSource(Form.class)
  void readsSmallTextInACropAndGuessesInTheView(Form form) {
    SplittableRandom random = new SplittableRandom(7);
    int cropped = 0;
    int guessed = 0;
    for (int i = 0; i < SCENES; i++) {
      String text = text(form, random);
      Painted painted = paint(text, true, random);
      Box box = around(reading(text, form, painted, true), painted.picture());
      Picture crop = painted.picture().crop(box.x(), box.y(), box.right(), box.bottom());
      List<String> candidates =
          new ArrayList<>(Stream.generate(() -> text(form, random)).limit(CANDIDATES - 1).toList());
      candidates.add(random.nextInt(CANDIDATES), text);
      String close = READER.read(crop, form);
      String seen = READER.read(View.of(painted.picture()).part(box), form);
      cropped += TextReader.guess(close, candidates).equals(text) ? 1 : 0;
      guessed += TextReader.guess(seen, candidates).equals(text) ? 1 : 0;
    }
    assertThat(cropped).isGreaterThanOrEqualTo(99 * SCENES / 100);
    // Chance is 5 of 100. Blurred shapes leave a hint: 7.5 over 1200 texts; three standard
    // deviations of 100 above that are 15.4.
    assertThat(guessed).isLessThanOrEqualTo(15);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void readsLargeTextInTheView(Form form) {
    SplittableRandom random = new SplittableRandom(8);
    int read = 0;
    for (int i = 0; i < SCENES; i++) {
      String text = text(form, random);
      Painted painted = paint(text, false, random);
      Box box = around(reading(text, form, painted, false), painted.picture());
      String seen = READER.read(View.of(painted.picture()).part(box), form);
      read += seen.equals(text) ? 1 : 0;
    }
    assertThat(read).isGreaterThanOrEqualTo(85 * SCENES / 100);
  }

  private static Box around(Operand.Reading reading, Picture picture) {
    return TextReader.around(reading, picture.width(), picture.height());
  }

  private static Operand.Reading reading(String text, Form form, Painted painted, boolean small) {
    return new Operand.Reading("v", text, form, painted.boxes().getOrDefault("v", Box.NONE), small);
  }

  private static Painted paint(String text, boolean small, SplittableRandom random) {
    Tint[] tints = Tint.values();
    Plate plate = Plate.of(tints[random.nextInt(tints.length)], new Row.Text("v", text, small));
    Sketch sketch =
        new Sketch(
            1024,
            768,
            new Background.Wall(Background.Furniture.DIAL, new Color(200, 190, 180), List.of()),
            List.of(plate),
            List.of());
    return Painter.paint(sketch, FONTS.get(random.nextInt(FONTS.size())), random);
  }

  private static String text(Form form, SplittableRandom random) {
    return switch (form) {
      case NUMBER -> random.nextInt(10, 99) + "." + random.nextInt(10, 99);
      case CODE -> letters(form, 2, random) + "-" + random.nextInt(1000, 9999);
      case NAME -> letters(form, 7, random);
    };
  }

  private static String letters(Form form, int count, SplittableRandom random) {
    String letters = form.characters().replaceAll("[^A-Z]", "");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }
}
