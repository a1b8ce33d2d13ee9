package io.github.deepeyes4j.search.text;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Documents to index, all of them read and checked once. What is kept of each is its digest; they
/// are read again when they are indexed.
public final class Corpus {
  /// Feeds every document and its place, such as `file:line`.
  private interface Source {
    void read(BiConsumer<Document, String> sink);
  }

  private final Source source;
  private final Map<String, String> digests = new TreeMap<>();

  private Corpus(Source source, String name) {
    this.source = source;
    source.read((document, place) -> {
      if (digests.put(document.id(), document.digest()) != null) {
        throw new BadInputException(
            "%s: id '%s' occurs twice in the corpus".formatted(place, document.id()));
      }
    });
    if (digests.isEmpty()) {
      throw new BadInputException(name + ": an empty corpus");
    }
  }

  /// Reads files of JSON lines `{id, title, url, date, text, source, licence}`. A
  /// [BadInputException] says what is wrong with a line, which id occurs twice, or that there is no
  /// document.
  public static Corpus read(List<Path> files) {
    return new Corpus(
        sink -> files.forEach(file -> Document.readAll(file, sink)),
        files.stream().map(Path::toString).collect(Collectors.joining(", ")));
  }

  /// Documents at hand.
  static Corpus of(List<Document> documents) {
    return new Corpus(
        sink -> documents.forEach(document -> sink.accept(document, document.title())),
        "a list of documents");
  }

  public int size() {
    return digests.size();
  }

  /// Names the documents, whatever their order and their files.
  public String digest() {
    return Digests.sha256(String.join("\n", digests.values()));
  }

  /// The digest of a document; null for one that is not in the corpus.
  @Nullable String digest(String id) {
    return digests.get(id);
  }

  /// Feeds every document.
  void forEach(Consumer<Document> sink) {
    source.read((document, place) -> {
      if (!document.digest().equals(digest(document.id()))) {
        throw new BadInputException(place + ": changed while it was being indexed");
      }
      sink.accept(document);
    });
  }
}
