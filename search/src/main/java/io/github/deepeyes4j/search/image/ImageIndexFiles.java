package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.BadInputException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/// The directory of an image index, and what can be wrong with it.
final class ImageIndexFiles {
  private ImageIndexFiles() {}

  /// Opens the last commit, the checksum of each file compared: a reader over damaged ones would
  /// find less and not say so.
  static DirectoryReader open(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new BadInputException(directory + ": no such index directory");
    }
    Directory files = FSDirectory.open(directory);
    try {
      if (!DirectoryReader.indexExists(files)) {
        throw new BadInputException(
            directory + ": holds no image index; deepeyes search index-images makes one");
      }
      DirectoryReader reader = DirectoryReader.open(files);
      checkIntegrity(reader);
      return reader;
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /// Compares the checksum of every file.
  static void checkIntegrity(DirectoryReader reader) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      ((CodecReader) leaf.reader()).checkIntegrity();
    }
  }

  /// Makes the directory; one with somebody else's files in it is refused.
  static void create(Path directory) {
    try {
      Files.createDirectories(directory);
      try (Stream<Path> files = Files.list(directory)) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> !name.matches("_\\w+\\..*|(pending_)?segments_\\w+|write\\.lock"))
            .findAny()
            .ifPresent(name -> {
              throw new BadInputException(
                  "%s: holds '%s', which is no part of an index; give a directory of its own"
                      .formatted(directory, name));
            });
      }
    } catch (IOException e) {
      throw new BadInputException(directory + ": cannot be made: " + e, e);
    }
  }

  /// What went wrong with the files, as one line.
  static BadInputException explain(Path directory, IOException e) {
    return switch (e) {
      case CorruptIndexException _,
          EOFException _,
          NoSuchFileException _,
          FileNotFoundException _ ->
          new BadInputException(
              "%s: the image index is damaged (%s); delete it and build it again"
                  .formatted(directory, firstLine(e)),
              e);
      case IndexFormatTooNewException _, IndexFormatTooOldException _ ->
          new BadInputException(
              directory + ": the image index is of another version of Lucene; build it again", e);
      default ->
          new BadInputException(directory + ": the image index cannot be read: " + firstLine(e), e);
    };
  }

  private static String firstLine(IOException e) {
    return e.toString().lines().findFirst().orElse("");
  }
}
