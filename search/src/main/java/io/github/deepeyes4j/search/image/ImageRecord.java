package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.image.PerceptualHash;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What an index keeps of a picture.
///
/// @param digest of the file, its title and its link
/// @param layouts [ColorLayout#windows(Picture)], the whole picture first
/// @param thumbnail PNG
record ImageRecord(
    ImageCatalog.Entry entry,
    String digest,
    long hash,
    List<byte[]> layouts,
    float[] embedding,
    byte[] thumbnail) {

  /// Reads a file and looks at it.
  static ImageRecord of(ImageCatalog.Entry entry, String digest, ImageEncoder encoder) {
    Picture picture = PictureDecoder.decode(entry.file());
    return new ImageRecord(
        entry,
        digest,
        PerceptualHash.of(picture),
        ColorLayout.windows(picture),
        encoder.encode(picture),
        Thumbnails.of(picture).toPng());
  }

  /// The digest that a record of this entry has. A [BadInputException] says why the file cannot be
  /// read.
  static String digest(ImageCatalog.Entry entry) {
    Path file = entry.file();
    try {
      if (!Files.isRegularFile(file)) {
        throw new BadInputException(file + ": no such file");
      }
      if (Files.size(file) > PictureDecoder.MAX_BYTES) {
        throw new BadInputException(
            "%s: %d bytes, at most %d are allowed"
                .formatted(file, Files.size(file), PictureDecoder.MAX_BYTES));
      }
      String words = "\0" + entry.title() + "\0" + entry.link();
      return Digests.sha256(Files.readAllBytes(file), words.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
