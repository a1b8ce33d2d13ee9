package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.Picture;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A directory of trajectories: `trajectories.jsonl`, one a line, and `images/DIGEST.png`. Safe for
/// concurrent use within one process.
public final class TrajectoryStore {
  private static final String TRAJECTORIES = "trajectories.jsonl";
  private static final String IMAGES = "images";

  private final Path directory;

  private TrajectoryStore(Path directory) {
    this.directory = directory;
  }

  /// Opens a directory, made when it is not there; trajectories are added to those it holds.
  public static TrajectoryStore open(Path directory) throws IOException {
    Files.createDirectories(directory.resolve(IMAGES));
    return new TrajectoryStore(directory);
  }

  public void add(Trajectory trajectory) throws IOException {
    add(trajectory, null);
  }

  /// Adds a trajectory.
  ///
  /// @param reward what it earned, part by part; null when nobody judged
  public synchronized void add(Trajectory trajectory, @Nullable Map<String, Double> reward)
      throws IOException {
    Stream<Picture> shown =
        trajectory.turns().stream()
            .flatMap(turn -> turn.observed().stream())
            .flatMap(observation -> observation.pictures().stream());
    for (Picture picture :
        Stream.concat(trajectory.question().pictures().stream(), shown).toList()) {
      addPicture(picture);
    }
    Files.writeString(
        directory.resolve(TRAJECTORIES),
        JsonMapper.shared().writeValueAsString(TrajectoryJson.of(trajectory, reward)) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /// Stores a picture once; its file.
  public Path addPicture(Picture picture) throws IOException {
    Path file = pictureFile(directory, picture.digest());
    if (!Files.exists(file)) {
      Path part = Files.createTempFile(file.getParent(), "part-", ".png");
      Files.write(part, picture.toPng());
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }

  /// Reads the trajectories of a directory; a [BadInputException] names the file and the line that
  /// is none.
  public static List<TrajectoryJson> read(Path directory) {
    Path file = directory.resolve(TRAJECTORIES);
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(directory + ": holds no " + TRAJECTORIES);
    }
    List<TrajectoryJson> trajectories = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String line;
      while ((line = lines.readLine()) != null) {
        trajectories.add(parse(line, file + ":" + (trajectories.size() + 1)));
      }
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
    return trajectories;
  }

  private static TrajectoryJson parse(String line, String name) {
    try {
      return JsonMapper.shared().readValue(line, TrajectoryJson.class);
    } catch (JacksonException e) {
      Throwable cause = e.getCause() != null ? e.getCause() : e;
      String reason =
          cause instanceof JacksonException jackson
              ? jackson.getOriginalMessage()
              : cause.getMessage();
      throw new BadInputException("%s: not a trajectory: %s".formatted(name, reason), e);
    }
  }

  /// Where a directory of trajectories keeps a picture.
  public static Path pictureFile(Path directory, String digest) {
    return directory.resolve(IMAGES).resolve(digest + ".png");
  }
}
