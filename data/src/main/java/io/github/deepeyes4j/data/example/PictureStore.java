package io.github.deepeyes4j.data.example;

import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.agent.TrajectoryStore;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import java.io.IOException;
import java.nio.file.Path;

/// The pictures of a curation by digest. Safe for concurrent use.
public final class PictureStore {
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

  /// The PNG file of a picture.
  public Path file(String digest) {
    return TrajectoryStore.pictureFile(directory, digest);
  }

  /// An example as it is put to a model.
  public Question question(Example example) {
    return new Question(
        example.id(), example.question(), example.pictures().stream().map(this::get).toList());
  }
}
