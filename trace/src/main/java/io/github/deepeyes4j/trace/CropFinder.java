package io.github.deepeyes4j.trace;

import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import io.github.deepeyes4j.trace.Crop.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds out which pictures that code returned are parts of earlier ones. A trajectory does not say
/// so; the pixels do. A part shown as it is is searched for; an enlarged one is compared with the
/// boxes that stand as numbers in the code. What is not found has no box.
final class CropFinder {
  private static final String NUMBER = "\\s*(\\d+(?:\\.\\d+)?)\\s*";
  private static final Pattern NUMBERS =
      Pattern.compile("[(\\[]" + String.join(",", NUMBER, NUMBER, NUMBER, NUMBER) + ",?\\s*[)\\]]");

  /// The mean difference of two channel values, 0 to 255, up to which a resampled part is the same:
  /// filters differ by less, other places by more.
  private static final double SAME = 8;

  private final List<Picture> pictures = new ArrayList<>();
  private final List<Crop> crops = new ArrayList<>();

  private CropFinder() {}

  static List<Crop> find(TrajectoryJson trajectory, Pictures pictures) {
    CropFinder finder = new CropFinder();
    if (trajectory.turns().stream().anyMatch(CropFinder::cuts)) {
      trajectory.images().forEach(image -> finder.pictures.add(pictures.pixels(image)));
      for (TrajectoryJson.TurnJson turn : trajectory.turns()) {
        finder.turn(turn, pictures);
      }
    }
    return finder.crops;
  }

  private static boolean cuts(TrajectoryJson.TurnJson turn) {
    return turn.action().kind().equals("code")
        && turn.observation() != null
        && !turn.observation().images().isEmpty();
  }

  private void turn(TrajectoryJson.TurnJson turn, Pictures store) {
    if (turn.observation() == null) {
      return;
    }
    int before = pictures.size();
    for (TrajectoryJson.Image image : turn.observation().images()) {
      Picture picture = store.pixels(image);
      pictures.add(picture);
      if (cuts(turn)) {
        crop(picture, pictures.size(), before, turn.action().text()).ifPresent(crops::add);
      }
    }
  }

  /// @param sources how many pictures there were before the code ran
  private Optional<Crop> crop(Picture picture, int number, int sources, String code) {
    for (int i = 0; i < sources; i++) {
      Picture source = pictures.get(i);
      Optional<Box> box = SubPicture.find(source, picture);
      if (box.isEmpty()) {
        box = written(source, picture, code);
      }
      if (box.isPresent()) {
        return Optional.of(new Crop(number, i + 1, box.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Box> written(Picture source, Picture picture, String code) {
    Matcher matcher = NUMBERS.matcher(code);
    while (matcher.find()) {
      Box box = new Box(pixel(matcher, 1), pixel(matcher, 2), pixel(matcher, 3), pixel(matcher, 4));
      if (isPart(box, source) && difference(source, box, picture) <= SAME) {
        return Optional.of(box);
      }
    }
    return Optional.empty();
  }

  /// Rounds as Pillow does, half to even.
  private static int pixel(Matcher matcher, int group) {
    return (int) Math.rint(Double.parseDouble(matcher.group(group)));
  }

  private static boolean isPart(Box box, Picture source) {
    boolean inside = box.right() <= source.width() && box.bottom() <= source.height();
    boolean whole =
        box.right() - box.left() == source.width() && box.bottom() - box.top() == source.height();
    return inside && !whole && box.left() < box.right() && box.top() < box.bottom();
  }

  private static double difference(Picture source, Box box, Picture picture) {
    Picture part = source.crop(box.left(), box.top(), box.right(), box.bottom());
    byte[] a =
        Resampler.resize(part, picture.width(), picture.height(), Resampler.Kernel.LANCZOS).rgb();
    byte[] b = picture.rgb();
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
    }
    return (double) sum / a.length;
  }
}
