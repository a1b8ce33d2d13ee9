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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The pictures of a curation by digest. Safe for concurrent use. Serialised it is its directory,
/// which must be found under the same name where it is read.
public final class PictureStore implements Serializable {
  private static final int RECENT = 16;

  private final Path directory;
  private final TrajectoryStore store;

  /// The last ones read: an example's samples are asked for one after the other.
  private final Map<String, Picture> recent =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Picture> eldest) {
          return size() > RECENT;
        }
      };

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
    synchronized (recent) {
      Picture known = recent.get(digest);
      if (known != null) {
        return known;
      }
    }
    Picture read = PictureDecoder.decode(file(digest));
    synchronized (recent) {
      recent.put(digest, read);
    }
    return read;
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
