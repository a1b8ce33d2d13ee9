package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.PictureStore;
import io.github.deepeyes4j.data.source.FileSource;
import io.github.deepeyes4j.data.stage.Duplicates;
import io.github.deepeyes4j.data.stage.Duplicates.Print;
import io.github.deepeyes4j.data.stage.Fingerprint;
import io.github.deepeyes4j.eval.benchmark.Item;
import io.github.deepeyes4j.eval.benchmark.ItemSource;
import io.github.deepeyes4j.eval.result.Contamination;
import io.github.deepeyes4j.eval.result.Contamination.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Looks for a benchmark's questions among training data, by the rules by which `curate` keeps
/// benchmarks out of its own. What examples are compared by stays in memory: about 13 kB a picture.
final class ContaminationCheck {
  private final List<Path> files;
  private final List<Print> prints = new ArrayList<>();
  private long unreadable;

  private ContaminationCheck(List<Path> files) {
    this.files = files;
  }

  /// Reads training data: ShareGPT JSON, or Parquet in verl's columns. A
  /// [io.github.deepeyes4j.core.BadInputException] names a file that is neither.
  static ContaminationCheck of(List<Path> files) throws IOException {
    ContaminationCheck check = new ContaminationCheck(files);
    Path scratch = Files.createTempDirectory("deepeyes-contamination");
    try {
      PictureStore pictures = PictureStore.open(scratch);
      for (Path file : files) {
        check.read(file, pictures);
      }
    } finally {
      delete(scratch);
    }
    return check;
  }

  private void read(Path file, PictureStore pictures) throws IOException {
    String name = String.valueOf(file.getFileName());
    for (Example example : new FileSource(name, "", file, null, "training").read(pictures)) {
      if (example.isKept()) {
        List<Picture> seen = example.pictures().stream().map(pictures::get).toList();
        prints.add(new Print(example.origin().key(), Fingerprint.of(example.question(), seen)));
      } else {
        unreadable++;
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// Compares every question with every example.
  Contamination of(ItemSource source) {
    List<Found> found = new ArrayList<>();
    try (Stream<Item> items = source.items()) {
      items.forEach(item ->
          Duplicates.against(Fingerprint.of(item.question(), item.pictures().decode()), prints)
              .ifPresent(match -> found.add(new Found(item.id(), match.other(), match.by()))));
    }
    return new Contamination(
        files.stream().map(Path::toString).toList(),
        prints.size(),
        unreadable,
        source.count(),
        found);
  }
}
