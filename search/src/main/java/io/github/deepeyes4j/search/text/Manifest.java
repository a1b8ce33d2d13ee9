package io.github.deepeyes4j.search.text;

import io.github.deepeyes4j.core.BadInputException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an index says of itself. It is a part of each of Lucene's commits, so it is never older or
/// newer than the segments.
///
/// @param schema the form of fields, passages and vectors; see [#SCHEMA]
/// @param encoder a [SentenceEncoder#id()], or `none`
/// @param corpus the [Corpus#digest()]
/// @param documents of the corpus, those included that are still to be indexed
/// @param complete whether all of them are there, and nothing else
public record Manifest(int schema, String encoder, String corpus, int documents, boolean complete) {
  /// Raised with every change of what an index of the same corpus holds.
  static final int SCHEMA = 1;

  static Manifest of(Corpus corpus, @Nullable SentenceEncoder encoder) {
    return new Manifest(SCHEMA, encoderId(encoder), corpus.digest(), corpus.size(), true);
  }

  static String encoderId(@Nullable SentenceEncoder encoder) {
    return encoder == null ? Encoding.NONE.id() : encoder.id();
  }

  Manifest unfinished() {
    return new Manifest(schema, encoder, corpus, documents, false);
  }

  Map<String, String> toCommit() {
    return Map.of(
        "schema", Integer.toString(schema),
        "encoder", encoder,
        "corpus", corpus,
        "documents", Integer.toString(documents),
        "complete", Boolean.toString(complete));
  }

  /// Reads a commit's manifest; a [BadInputException] for an index in another form or of somebody
  /// else.
  ///
  /// @param directory for messages
  static Manifest fromCommit(Map<String, String> commit, Path directory) {
    String schema = commit.getOrDefault("schema", "none");
    if (!schema.equals(Integer.toString(SCHEMA))) {
      throw new BadInputException(
          "%s: an index of schema %s; this program reads schema %d; build it again"
              .formatted(directory, schema, SCHEMA));
    }
    return new Manifest(
        SCHEMA,
        commit.getOrDefault("encoder", ""),
        commit.getOrDefault("corpus", ""),
        Integer.parseInt(commit.getOrDefault("documents", "0")),
        Boolean.parseBoolean(commit.get("complete")));
  }

  void requireComplete(Path directory) {
    if (!complete) {
      throw new BadInputException(
          directory + ": an unfinished index; the same deepeyes search index command finishes it");
    }
  }

  void requireEncoder(String id, Path directory) {
    if (!encoder.equals(id)) {
      throw new BadInputException(
          "%s: the index was built with encoder %s, not %s".formatted(directory, encoder, id));
    }
  }
}
