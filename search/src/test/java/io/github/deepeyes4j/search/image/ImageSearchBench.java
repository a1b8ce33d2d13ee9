package io.github.deepeyes4j.search.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.PerceptualHash;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.search.SearchRequest;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How well and how fast the pictures that come along are found, by the index and by each of its
/// parts alone. Run by hand; see `bench/README.md`.
class ImageSearchBench {
  private static final int TOP = 6;

  private final Recall recall = Recall.of(ImageCatalog.assets(Path.of("../assets")), 1);

  @Test
  void compare(@TempDir Path folder) {
    ImageEncoder encoder = OnnxImageEncoder.embedded();
    long start = System.nanoTime();
    ImageIndexBuilder.build(recall.catalog(), folder, encoder, _ -> {});
    System.out.printf("indexing: %.1f s%n", (System.nanoTime() - start) / 1e9);
    try (ImageIndex index = ImageIndex.open(folder, encoder)) {
      long before = System.nanoTime();
      recall.pictures().stream().limit(50).forEach(picture -> search(index, picture));
      System.out.printf("a search: %.0f ms%n", (System.nanoTime() - before) / 50e6);
      Map<String, Function<Picture, List<String>>> ways = parts(encoder);
      ways.put("index", picture -> search(index, picture));
      System.out.println(
          "recall at 1, at 5, queries: parts of 0.6 of the area of flags, of photos;"
              + " of the sides of flags, of photos; the same thing");
      ways.forEach(this::report);
    }
  }

  private void report(String name, Function<Picture, List<String>> search) {
    Distortion area = new Distortion(Math.sqrt(0.6));
    Distortion sides = new Distortion(0.6);
    Recall.Score best = recall.parts(sides, false, search);
    System.out.printf(
        "%s: %s, %s; %s, %s; %s%n",
        name,
        recall.parts(area, true, search),
        recall.parts(area, false, search),
        recall.parts(sides, true, search),
        best,
        recall.sameThing(search));
    assertThat(best.queries()).isPositive();
  }

  private static List<String> search(ImageIndex index, Picture picture) {
    SearchResult result = index.search(new SearchRequest.Image(picture, TOP));
    return ((SearchResult.Found) result).hits().stream().map(SearchHit::link).toList();
  }

  private Map<String, Function<Picture, List<String>>> parts(ImageEncoder encoder) {
    List<Long> hashes = recall.pictures().parallelStream().map(PerceptualHash::of).toList();
    List<List<byte[]>> layouts =
        recall.pictures().parallelStream().map(ColorLayout::windows).toList();
    List<float[]> vectors = recall.pictures().parallelStream().map(encoder::encode).toList();
    Map<String, Function<Picture, List<String>>> parts = new LinkedHashMap<>();
    parts.put(
        "hash",
        picture -> {
          long hash = PerceptualHash.of(picture);
          return best(i -> -PerceptualHash.distance(hash, hashes.get(i)));
        });
    parts.put(
        "colours",
        picture -> {
          byte[] layout = ColorLayout.of(picture);
          return best(i ->
              layouts.get(i).stream()
                  .mapToDouble(window -> Vectors.cosine(window, layout))
                  .max()
                  .orElseThrow());
        });
    parts.put(
        "encoder",
        picture -> {
          float[] vector = encoder.encode(picture);
          return best(i -> dot(vector, vectors.get(i)));
        });
    return parts;
  }

  private List<String> best(IntToDoubleFunction score) {
    return IntStream.range(0, recall.entries().size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -score.applyAsDouble(i)))
        .limit(TOP)
        .map(i -> recall.entries().get(i).key())
        .toList();
  }

  private static double dot(float[] a, float[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    return dot;
  }
}
