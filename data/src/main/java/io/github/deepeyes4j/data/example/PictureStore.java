package io.github.deepeyes4j.data.example;

import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.agent.TrajectoryStore;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/// The pictures of a curation by digest. Safe for concurrent use. Serialised it is its directory,
/// which must be found under the same name where it is read.
public final class PictureStore implements Serializable {
  private final Path directory;
  private final TrajectoryStore store;

  private PictureStore(Path directory, TrajectoryStore store) {
    this.directory = directory;
    this.store = store;
  }

  public static PictureStore open(Path directory) throws IOException {
    return new PictureStore(directory, TrajectoryStore.open(directory));
  }

  /// Keeps a picture; its digest.
  public String add(Picture picture) throws IOException {
    store.addPicture(picture);
    return picture.digest();
  }

  public Picture get(String digest) {
    return PictureDecoder.decode(file(digest));
  }

  /// What a question shows, in its order.
  public List<Picture> shown(Example example) {
    return example.pictures().stream().map(this::get).toList();
  }

  /// The PNG file of a picture.
  public Path file(String digest) {
    return TrajectoryStore.pictureFile(directory, digest);
  }

  /// An example as it is put to a model.
  public Question question(Example example) {
    return new Question(example.id(), example.question(), shown(example));
  }

  private Object writeReplace() {
    return new Location(directory.toAbsolutePath().toString());
  }

  /// Stands for the store in transit.
  private record Location(String directory) implements Serializable {
    private Object readResolve() throws ObjectStreamException {
      try {
        return open(Path.of(directory));
      } catch (IOException e) {
        InvalidObjectException failure =
            new InvalidObjectException(directory + ": cannot be opened here: " + e.getMessage());
        failure.initCause(e);
        throw failure;
      }
    }
  }
}
