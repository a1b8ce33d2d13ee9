package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.search.index.IndexFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MultiBits;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.Bits;

/// Brings an index in line with a catalogue: what is new or changed is indexed, what is gone is
/// removed, the rest stays as it is.
///
/// Every [#COMMIT] pictures the work is made to last in a commit that says that it is unfinished,
/// and no [ImageIndex] opens such an index; after a crash the next run goes on from there.
public final class ImageIndexBuilder {
  /// Pictures that a crash loses at most.
  static final int COMMIT = 512;

  /// Pictures that are looked at together, on all cores.
  private static final int BATCH = 16;

  private final IndexWriter writer;
  private final ImageEncoder encoder;
  private final ImageManifest unfinished;
  private final IntConsumer progress;

  /// Of what the index holds: keys and digests.
  private final Map<String, String> digests;

  private final List<String> faults = new ArrayList<>();
  private int uncommitted;
  private int done;

  private ImageIndexBuilder(IndexWriter writer, ImageEncoder encoder, IntConsumer progress)
      throws IOException {
    this.writer = writer;
    this.encoder = encoder;
    this.unfinished = ImageManifest.unfinished(encoder.id());
    this.progress = progress;
    this.digests = digests(writer);
  }

  /// What came of a run.
  ///
  /// @param faults a line for each picture that could not be read and is not in the index
  public record Outcome(ImageManifest manifest, List<String> faults) {
    public Outcome {
      faults = List.copyOf(faults);
    }
  }

  /// Makes or updates the index in a directory. A [BadInputException] says why it cannot be: the
  /// index there has another encoder or schema or is damaged, somebody else is writing it, the disk
  /// is full, not one picture can be read.
  ///
  /// @param progress told how many pictures of the catalogue are done
  public static Outcome build(
      ImageCatalog catalog, Path directory, ImageEncoder encoder, IntConsumer progress) {
    if (encoder.dimension() > WideVectors.MAX_DIMENSION) {
      throw new BadInputException(
          "encoder %s: %d components, at most %d are allowed"
              .formatted(encoder.id(), encoder.dimension(), WideVectors.MAX_DIMENSION));
    }
    IndexFiles.create(directory);
    try (Directory files = FSDirectory.open(directory)) {
      requireFits(files, encoder, directory);
      try (IndexWriter writer = new IndexWriter(files, config())) {
        return new ImageIndexBuilder(writer, encoder, progress).run(catalog);
      }
    } catch (LockObtainFailedException e) {
      throw new BadInputException(directory + ": another process is writing this index", e);
    } catch (IOException e) {
      throw IndexFiles.IMAGES.explain(directory, e);
    }
  }

  private static IndexWriterConfig config() {
    return new IndexWriterConfig()
        .setCodec(WideVectors.codec())
        .setMergeScheduler(new SerialMergeScheduler())
        .setCommitOnClose(false);
  }

  /// What is there already, if anything, must be sound and of this encoder.
  private static void requireFits(Directory files, ImageEncoder encoder, Path directory)
      throws IOException {
    if (DirectoryReader.indexExists(files)) {
      try (DirectoryReader reader = DirectoryReader.open(files)) {
        ImageManifest.fromCommit(reader.getIndexCommit().getUserData(), directory)
            .requireEncoder(encoder.id(), directory);
        IndexFiles.checkIntegrity(reader);
      }
    }
  }

  private static Map<String, String> digests(IndexWriter writer) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (DirectoryReader reader = DirectoryReader.open(writer)) {
      StoredFields stored = reader.storedFields();
      Bits live = MultiBits.getLiveDocs(reader);
      for (int doc = 0; doc < reader.maxDoc(); doc++) {
        var document = stored.document(doc, Set.of(ImageFields.KEY, ImageFields.DIGEST));
        String key = document.get(ImageFields.KEY);
        if (key != null && (live == null || live.get(doc))) {
          digests.put(key, document.get(ImageFields.DIGEST));
        }
      }
    }
    return digests;
  }

  private Outcome run(ImageCatalog catalog) throws IOException {
    commit(unfinished);
    removeAllBut(catalog.entries().stream().map(ImageCatalog.Entry::key).toList());
    List<ImageCatalog.Entry> batch = new ArrayList<>();
    for (ImageCatalog.Entry entry : catalog.entries()) {
      batch.add(entry);
      if (batch.size() == BATCH) {
        add(batch);
        batch.clear();
      }
    }
    add(batch);
    if (digests.isEmpty()) {
      throw new BadInputException("no picture can be read; the first: " + faults.getFirst());
    }
    writer.forceMerge(1);
    ImageManifest finished =
        new ImageManifest(
            ImageManifest.SCHEMA,
            encoder.id(),
            Digests.sha256(unfinished + digests.toString()),
            digests.size());
    commit(finished);
    return new Outcome(finished, faults);
  }

  private void removeAllBut(Collection<String> keys) throws IOException {
    List<String> gone = new ArrayList<>(digests.keySet());
    gone.removeAll(new HashSet<>(keys));
    for (String key : gone) {
      remove(key);
    }
  }

  private void remove(String key) throws IOException {
    writer.deleteDocuments(new Term(ImageFields.KEY, key));
    digests.remove(key);
  }

  /// What became of a picture of a batch.
  private sealed interface Looked {
    record Unchanged() implements Looked {}

    record New(ImageRecord image) implements Looked {}

    record Unreadable(String key, String fault) implements Looked {}
  }

  private void add(List<ImageCatalog.Entry> batch) throws IOException {
    for (Looked looked : batch.parallelStream().map(this::look).toList()) {
      switch (looked) {
        case Looked.Unchanged _ -> {}
        case Looked.New(ImageRecord image) -> put(image);
        case Looked.Unreadable(String key, String fault) -> {
          faults.add(fault);
          remove(key);
        }
      }
    }
    done += batch.size();
    progress.accept(done);
    if (uncommitted >= COMMIT) {
      commit(unfinished);
      uncommitted = 0;
    }
  }

  private Looked look(ImageCatalog.Entry entry) {
    try {
      String digest = ImageRecord.digest(entry);
      return digest.equals(digests.get(entry.key()))
          ? new Looked.Unchanged()
          : new Looked.New(ImageRecord.of(entry, digest, encoder));
    } catch (BadInputException e) {
      return new Looked.Unreadable(entry.key(), String.valueOf(e.getMessage()));
    }
  }

  private void put(ImageRecord image) throws IOException {
    String key = image.entry().key();
    writer.updateDocuments(new Term(ImageFields.KEY, key), ImageFields.block(image));
    digests.put(key, image.digest());
    uncommitted++;
  }

  private void commit(ImageManifest manifest) throws IOException {
    writer.setLiveCommitData(manifest.toCommit().entrySet());
    writer.commit();
  }
}
