package io.github.deepeyes4j.data.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.core.image.Resampler;
import io.github.deepeyes4j.data.stage.Duplicates.Print;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicatesTest {
  /// Copies are made of every so many pictures.
  private static final int STEP = 4;

  private static final List<Picture> PHOTOS = photos();

  private static List<Picture> photos() {
    try (Stream<Path> files = Files.walk(Path.of("../assets"))) {
      return files
          .filter(file -> file.toString().matches(".*\\.(jpg|jpeg|png|webp)"))
          .filter(file -> file.getFileName().hashCode() % 2 == 0)
          .sorted()
          .map(PictureDecoder::decode)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fingerprint print(Picture picture) {
    return Fingerprint.of("What?", List.of(picture));
  }

  private static Picture jpeg(Picture picture, float quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(quality);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      BufferedImage image = picture.toBufferedImage();
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return PictureDecoder.decode(bytes.toByteArray(), "jpeg");
  }

  private static Picture crop(
      Picture picture, double left, double top, double right, double bottom) {
    return picture.crop(
        (int) Math.round(left * picture.width()),
        (int) Math.round(top * picture.height()),
        (int) Math.round((1 - right) * picture.width()),
        (int) Math.round((1 - bottom) * picture.height()));
  }

  private static Picture scaled(Picture picture, double factor) {
    return Resampler.resize(
        picture,
        (int) (picture.width() * factor),
        (int) (picture.height() * factor),
        Resampler.Kernel.BICUBIC);
  }

  @Test
  void plantedPicturesAreFoundAndOthersAreNot() {
    List<Fingerprint> prints = PHOTOS.stream().map(DuplicatesTest::print).toList();
    int planted = 0;
    List<String> missed = new ArrayList<>();
    for (int i = 0; i < PHOTOS.size(); i += STEP) {
      Picture photo = PHOTOS.get(i);
      Map<String, Picture> copies =
          Map.of(
              "jpeg", jpeg(photo, 0.5f),
              "half", scaled(photo, 0.5),
              "larger", scaled(photo, 1.3),
              "5 % of every border", crop(photo, 0.05, 0.05, 0.05, 0.05),
              "5 % in all, from the middle", crop(photo, 0.025, 0.025, 0.025, 0.025),
              "5 % of the top", crop(photo, 0, 0.05, 0, 0),
              "5 % of left and bottom, as JPEG", jpeg(crop(photo, 0.05, 0, 0, 0.05), 0.7f));
      for (Map.Entry<String, Picture> copy : copies.entrySet()) {
        planted++;
        if (print(copy.getValue()).samePicture(prints.get(i)).isEmpty()) {
          missed.add(i + " " + copy.getKey());
        }
      }
    }
    assertThat((double) missed.size() / planted).as(missed.toString()).isLessThanOrEqualTo(0.05);
    int alarms = 0;
    for (Fingerprint print : prints) {
      long alike = prints.stream().filter(other -> print.samePicture(other).isPresent()).count();
      alarms += alike > 1 ? 1 : 0;
    }
    assertThat((double) alarms / prints.size()).isLessThanOrEqualTo(0.01);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "What is the capital of Peru? | Name the capital city of Peru. | true",
        "What is the capital of Peru? | What is the capital of Chile? | false",
        "What is 12 + 30? | What is 12 + 31? | false",
        "Compute 12 + 30. | What do you get when you compute 12 + 30? | true",
        "Who painted the Night Watch in 1642? | In which year, 1642 or 1643, was the Night Watch painted? | false",
        "What is 12 - 30? | What is 30 - 12? | false",
        "How many moons does Mars have? | Say how many moons Mars has. | true",
      })
  void questionsAreComparedByTheirWords(String one, String other, boolean same) {
    Fingerprint mine = Fingerprint.of(one, List.of());
    assertThat(mine.sameQuestion(Fingerprint.of(other, List.of()))).isEqualTo(same);
  }

  @Test
  void anotherQuestionAboutTheSamePictureIsNoRepetition() {
    Picture photo = PHOTOS.getFirst();
    List<Print> prints =
        List.of(
            new Print("a", Fingerprint.of("What colour is the boat?", List.of(photo))),
            new Print("b", Fingerprint.of("How many people sit there?", List.of(photo))),
            new Print(
                "c", Fingerprint.of("The boat is of what colour?", List.of(jpeg(photo, 0.8f)))),
            new Print("d", Fingerprint.of("What colour is the boat?", List.of(PHOTOS.get(1)))));
    assertThat(
            Duplicates.within(prints).stream().map(m -> m.map(Duplicates.Match::other).orElse("")))
        .containsExactly("", "", "a", "");
    assertThat(Duplicates.against(prints.get(1).fingerprint(), List.of(prints.getFirst())))
        .hasValueSatisfying(match -> assertThat(match.by()).isEqualTo("picture"));
  }
}
