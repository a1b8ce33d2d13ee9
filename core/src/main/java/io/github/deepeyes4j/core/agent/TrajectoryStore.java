package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// A directory of trajectories: `trajectories.jsonl`, one a line, and `images/DIGEST.png`. Safe for
/// concurrent use within one process.
public final class TrajectoryStore {
  private final Path directory;

  private TrajectoryStore(Path directory) {
    this.directory = directory;
  }

  /// Opens a directory, made when it is not there; trajectories are added to those it holds.
  public static TrajectoryStore open(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("images"));
    return new TrajectoryStore(directory);
  }

  public synchronized void add(Trajectory trajectory) throws IOException {
    Stream<Picture> shown =
        trajectory.turns().stream()
            .flatMap(turn -> turn.observed().stream())
            .flatMap(observation -> observation.pictures().stream());
    for (Picture picture :
        Stream.concat(trajectory.question().pictures().stream(), shown).toList()) {
      addPicture(picture);
    }
    Files.writeString(
        directory.resolve("trajectories.jsonl"),
        JsonMapper.shared().writeValueAsString(TrajectoryJson.of(trajectory)) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /// Stores a picture once; its file.
  public Path addPicture(Picture picture) throws IOException {
    Path file = directory.resolve("images").resolve(picture.digest() + ".png");
    if (!Files.exists(file)) {
      Path part = Files.createTempFile(file.getParent(), "part-", ".png");
      Files.write(part, picture.toPng());
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }
}
