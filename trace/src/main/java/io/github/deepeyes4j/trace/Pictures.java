package io.github.deepeyes4j.trace;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.TrajectoryJson.Image;
import io.github.deepeyes4j.core.agent.TrajectoryStore;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Where the pictures of trajectories come from, and what a page calls them.
sealed interface Pictures {
  Picture pixels(Image image);

  /// What a page loads the picture from.
  default String address(Image image) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(pixels(image).toPng());
  }

  /// The pictures of a trajectory that has just run, laid into the page.
  static Pictures of(Trajectory trajectory) {
    Map<String, Picture> known = new HashMap<>();
    trajectory.question().pictures().forEach(picture -> known.put(picture.digest(), picture));
    trajectory.turns().stream()
        .flatMap(turn -> turn.observed().stream())
        .map(Observation::pictures)
        .forEach(pictures -> pictures.forEach(picture -> known.put(picture.digest(), picture)));
    return new Known(known);
  }

  /// Pictures at hand.
  record Known(Map<String, Picture> byDigest) implements Pictures {
    @Override
    public Picture pixels(Image image) {
      Picture picture = byDigest.get(image.digest());
      if (picture == null) {
        throw new IllegalArgumentException("no picture " + image.digest());
      }
      return picture;
    }
  }

  /// The pictures of a stored run, laid into the page.
  record Stored(Path run) implements Pictures {
    @Override
    public Picture pixels(Image image) {
      return decode(run, image);
    }
  }

  /// The pictures of a stored run, which pages in the directory `pages` load from there; both real
  /// paths.
  record Linked(Path run, Path pages) implements Pictures {
    @Override
    public Picture pixels(Image image) {
      return decode(run, image);
    }

    @Override
    public String address(Image image) {
      Path file = TrajectoryStore.pictureFile(run, image.digest());
      Path relative = pages.relativize(file);
      return StreamSupport.stream(relative.spliterator(), false)
          .map(name ->
              URLEncoder.encode(name.toString(), StandardCharsets.UTF_8).replace("+", "%20"))
          .collect(Collectors.joining("/"));
    }
  }

  private static Picture decode(Path run, Image image) {
    Path file = TrajectoryStore.pictureFile(run, image.digest());
    Picture picture = PictureDecoder.decode(file);
    if (picture.width() != image.width() || picture.height() != image.height()) {
      throw new BadInputException(
          "%s: %dx%d pixels, but %dx%d in its trajectory"
              .formatted(file, picture.width(), picture.height(), image.width(), image.height()));
    }
    return picture;
  }
}
