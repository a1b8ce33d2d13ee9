package io.github.deepeyes4j.app;

import io.github.deepeyes4j.search.text.Corpus;
import io.github.deepeyes4j.search.text.Encoding;
import io.github.deepeyes4j.search.text.IndexBuilder;
import io.github.deepeyes4j.search.text.Manifest;
import io.github.deepeyes4j.search.text.SentenceEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `deepeyes search index`: an index of a corpus.
@Command(
    name = "index",
    description = {
      "Makes or updates an index of documents: JSON lines {id, title, url, date, text, source,"
          + " licence}, date, source and licence optional.",
      "What has not changed since the last run stays; what is no longer in the files is removed. A"
          + " run that was killed is finished by the same command."
    })
final class SearchIndexCommand implements Callable<Integer> {
  @Option(
      names = "--corpus",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "The documents, all of them.")
  private List<Path> corpus = List.of();

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "The index.")
  private Path out = Path.of(".");

  @Option(
      names = "--bm25",
      description =
          "Search by words alone. Otherwise passages are also encoded by all-MiniLM-L6-v2, and"
              + " both rankings are fused.")
  private boolean bm25;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Encoding encoding = bm25 ? Encoding.NONE : Encoding.MINILM;
    Corpus documents = Corpus.read(corpus);
    try (SentenceEncoder sentences = encoding.open()) {
      Manifest manifest =
          IndexBuilder.build(documents, out, sentences, SearchIndexCommand::progress);
      System.out.println(
          json
              ? JsonMapper.shared().writeValueAsString(manifest)
              : "%d documents in %s, encoder %s, corpus %s"
                  .formatted(manifest.documents(), out, manifest.encoder(), manifest.corpus()));
    }
    return 0;
  }

  /// A line that shows how many documents are indexed.
  static IntConsumer progress(int total) {
    return new ProgressLine("documents", total)::update;
  }
}
