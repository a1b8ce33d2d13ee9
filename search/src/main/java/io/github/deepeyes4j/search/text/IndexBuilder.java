package io.github.deepeyes4j.search.text;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.search.index.IndexFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;

/// Brings an index in line with a corpus: what is new or changed is indexed, what is gone from the
/// corpus is removed, the rest stays as it is.
///
/// Every [#COMMIT] documents the work is made to last in a commit that says that it is unfinished,
/// and no [TextIndex] opens such an index; after a crash the next run goes on from there.
public final class IndexBuilder {
  /// Documents that a crash loses at most.
  static final int COMMIT = 2000;

  /// Documents whose passages are encoded together, on all cores.
  private static final int BATCH = 100;

  private final Path directory;
  private final Corpus corpus;
  private final Manifest goal;
  private final PassageWriter writer;
  private final IntConsumer progress;

  private final List<Document> batch = new ArrayList<>();
  private int done;
  private int uncommitted;

  private IndexBuilder(
      Path directory, Corpus corpus, Manifest goal, PassageWriter writer, Progress progress) {
    this.directory = directory;
    this.corpus = corpus;
    this.goal = goal;
    this.writer = writer;
    this.progress = progress.start(corpus.size());
  }

  /// Makes or updates the index in a directory. A [BadInputException] says why it cannot be: the
  /// index there has another encoder or schema or is damaged, somebody else is writing it, the disk
  /// is full.
  ///
  /// @param encoder of the passages; null for BM25 alone
  public static Manifest build(
      Corpus corpus, Path directory, @Nullable SentenceEncoder encoder, Progress progress) {
    IndexFiles.create(directory);
    Manifest goal = Manifest.of(corpus, encoder);
    try (Directory files = FSDirectory.open(directory);
        PassageWriter writer = new PassageWriter(files, encoder)) {
      new IndexBuilder(directory, corpus, goal, writer, progress).run();
      return goal;
    } catch (LockObtainFailedException e) {
      throw new BadInputException(directory + ": another process is writing this index", e);
    } catch (IOException e) {
      throw IndexFiles.TEXT.explain(directory, e);
    } catch (UncheckedIOException e) {
      throw IndexFiles.TEXT.explain(directory, Objects.requireNonNull(e.getCause()));
    }
  }

  private void run() throws IOException {
    Manifest present = present();
    Map<String, String> digests = writer.digests();
    if (goal.equals(present)) {
      progress.accept(corpus.size());
      return;
    }
    for (var entry : digests.entrySet()) {
      if (!entry.getValue().equals(corpus.digest(entry.getKey()))) {
        writer.delete(entry.getKey());
      }
    }
    corpus.forEach(document -> {
      if (document.digest().equals(digests.get(document.id()))) {
        progress.accept(++done);
      } else {
        add(document);
      }
    });
    addBatch();
    writer.merge();
    writer.commit(goal);
  }

  /// The manifest of the index that is there, or of a new one.
  private Manifest present() throws IOException {
    Map<String, String> commit = writer.commitData();
    if (commit.isEmpty()) {
      writer.commit(goal.unfinished());
      return goal.unfinished();
    }
    Manifest present = Manifest.fromCommit(commit, directory);
    present.requireEncoder(goal.encoder(), directory);
    return present;
  }

  private void add(Document document) {
    batch.add(document);
    if (batch.size() == BATCH) {
      addBatch();
    }
  }

  private void addBatch() {
    try {
      writer.add(batch);
      uncommitted += batch.size();
      if (uncommitted >= COMMIT) {
        writer.commit(goal.unfinished());
        uncommitted = 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    done += batch.size();
    batch.clear();
    progress.accept(done);
  }
}
