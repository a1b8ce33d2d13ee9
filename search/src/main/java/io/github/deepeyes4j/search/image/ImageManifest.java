package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.BadInputException;
import java.nio.file.Path;
import java.util.Map;

/// What an image index says of itself. It is a part of each of Lucene's commits, so it is never
/// older or newer than the segments.
///
/// @param schema the form of what is kept of a picture; see [#SCHEMA]
/// @param encoder an [ImageEncoder#id()]
/// @param digest of all pictures' files, titles and links; empty while the index is unfinished
/// @param pictures in the index
public record ImageManifest(int schema, String encoder, String digest, int pictures) {
  /// Raised with every change of what an index of the same pictures holds.
  static final int SCHEMA = 1;

  static ImageManifest unfinished(String encoder) {
    return new ImageManifest(SCHEMA, encoder, "", 0);
  }

  Map<String, String> toCommit() {
    return Map.of(
        "image-schema",
        Integer.toString(schema),
        "encoder",
        encoder,
        "digest",
        digest,
        "pictures",
        Integer.toString(pictures));
  }

  /// Reads a commit's manifest; a [BadInputException] for an index in another form or of something
  /// else.
  ///
  /// @param directory for messages
  static ImageManifest fromCommit(Map<String, String> commit, Path directory) {
    String schema = commit.getOrDefault("image-schema", "none");
    if (!schema.equals(Integer.toString(SCHEMA))) {
      throw new BadInputException(
          "%s: an image index of schema %s; this program reads schema %d; build it again"
              .formatted(directory, schema, SCHEMA));
    }
    return new ImageManifest(
        SCHEMA,
        commit.getOrDefault("encoder", ""),
        commit.getOrDefault("digest", ""),
        Integer.parseInt(commit.getOrDefault("pictures", "0")));
  }

  void requireFinished(Path directory) {
    if (digest.isEmpty()) {
      throw new BadInputException(
          directory
              + ": an unfinished image index; the same deepeyes search index-images command"
              + " finishes it");
    }
  }

  void requireEncoder(String id, Path directory) {
    if (!encoder.equals(id)) {
      throw new BadInputException(
          "%s: the image index was built with encoder %s, not %s"
              .formatted(directory, encoder, id));
    }
  }
}
