package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Searches for distorted parts of the pictures that come along.
///
/// @param entries their links are their keys, which name them in results
/// @param step every step-th picture is a query
record Recall(List<ImageCatalog.Entry> entries, List<Picture> pictures, int step) {
  /// Of what fraction of the queries the picture was first, and among the first five.
  record Score(double atOne, double atFive, int queries) {
    @Override
    public String toString() {
      return "%.3f / %.3f (%d)".formatted(atOne, atFive, queries);
    }
  }

  static Recall of(ImageCatalog catalog, int step) {
    List<ImageCatalog.Entry> entries =
        catalog.entries().stream()
            .map(entry ->
                new ImageCatalog.Entry(entry.key(), entry.file(), entry.title(), entry.key()))
            .toList();
    return new Recall(
        entries,
        entries.parallelStream().map(entry -> PictureDecoder.decode(entry.file())).toList(),
        step);
  }

  ImageCatalog catalog() {
    return new ImageCatalog(entries);
  }

  private static boolean isFlag(ImageCatalog.Entry entry) {
    return entry.key().startsWith("flags/");
  }

  /// @param flags whether the queries are parts of flags or of the other pictures
  /// @param search the keys of the best pictures, best first
  Score parts(Distortion distortion, boolean flags, Function<Picture, List<String>> search) {
    return score(
        IntStream.range(0, entries.size())
            .filter(i -> i % step == 0 && isFlag(entries.get(i)) == flags)
            .parallel()
            .map(i -> {
              Picture query = distortion.apply(pictures.get(i), new Random(i));
              return search.apply(query).indexOf(entries.get(i).key());
            })
            .toArray());
  }

  /// Searches for the other picture of things of which there are two. The picture that is searched
  /// for, being the first, is left out of the result.
  Score sameThing(Function<Picture, List<String>> search) {
    return score(
        IntStream.range(0, entries.size())
            .filter(i -> other(i) >= 0)
            .parallel()
            .map(i -> {
              List<String> found =
                  search.apply(pictures.get(i)).stream()
                      .filter(key -> !key.equals(entries.get(i).key()))
                      .toList();
              return found.indexOf(entries.get(other(i)).key());
            })
            .toArray());
  }

  /// Files `NAME_1.jpg` and `NAME_2.jpg` show the same; -1 when there is no other.
  private int other(int entry) {
    String key = entries.get(entry).key();
    String other = key.contains("_1.") ? key.replace("_1.", "_2.") : key.replace("_2.", "_1.");
    return IntStream.range(0, entries.size())
        .filter(i -> i != entry && entries.get(i).key().equals(other))
        .findFirst()
        .orElse(-1);
  }

  private static Score score(int[] ranks) {
    return new Score(within(ranks, 1), within(ranks, 5), ranks.length);
  }

  private static double within(int[] ranks, int top) {
    return (double) IntStream.of(ranks).filter(rank -> rank >= 0 && rank < top).count()
        / ranks.length;
  }
}
