package io.github.deepeyes4j.search.index;

import io.github.deepeyes4j.core.BadInputException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/// The directory of an index, and what can be wrong with it.
///
/// @param kind of the index, for messages
/// @param command that makes one
public record IndexFiles(String kind, String command) {
  public static final IndexFiles TEXT = new IndexFiles("index", "deepeyes search index");
  public static final IndexFiles IMAGES =
      new IndexFiles("image index", "deepeyes search index-images");

  /// Lucene's files; those of segments are named by the library itself.
  private static final Pattern OURS =
      Pattern.compile(
          "%s|(pending_)?segments_\\w+|write\\.lock"
              .formatted(IndexFileNames.CODEC_FILE_PATTERN.pattern()));

  /// Opens the last commit, its files checked: a reader over damaged ones would find less and not
  /// say so.
  public DirectoryReader open(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new BadInputException(directory + ": no such index directory");
    }
    Directory files = FSDirectory.open(directory);
    try {
      if (!DirectoryReader.indexExists(files)) {
        throw new BadInputException(
            "%s: holds no %s; %s makes one".formatted(directory, kind, command));
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
  public static void checkIntegrity(DirectoryReader reader) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      ((CodecReader) leaf.reader()).checkIntegrity();
    }
  }

  /// Makes the directory; one with somebody else's files in it is refused.
  public static void create(Path directory) {
    try {
      Files.createDirectories(directory);
      try (Stream<Path> files = Files.list(directory)) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> !OURS.matcher(name).matches())
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
  public BadInputException explain(Path directory, IOException e) {
    return switch (e) {
      case CorruptIndexException _,
          EOFException _,
          NoSuchFileException _,
          FileNotFoundException _ ->
          new BadInputException(
              "%s: the %s is damaged (%s); delete it and build it again"
                  .formatted(directory, kind, firstLine(e)),
              e);
      case IndexFormatTooNewException _, IndexFormatTooOldException _ ->
          new BadInputException(
              "%s: the %s is of another version of Lucene; build it again"
                  .formatted(directory, kind),
              e);
      default ->
          new BadInputException(
              "%s: the %s cannot be read: %s".formatted(directory, kind, firstLine(e)), e);
    };
  }

  private static String firstLine(IOException e) {
    return e.toString().lines().findFirst().orElse("");
  }
}
