package io.github.deepeyes4j.world.realx;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// What a built benchmark is: two with the same digest have the same questions, pictures and
/// documents.
///
/// @param view longest side in pixels of what a model may be shown of a picture at first
/// @param digest of questions, corpus and the pixels of all pictures
/// @param splits questions by split
/// @param cells questions by domain and abilities, such as `perception+search`
@JsonPropertyOrder({"name", "seed", "view", "digest", "counts"})
public record Manifest(
    String name,
    long seed,
    int view,
    String digest,
    Counts counts,
    Map<String, Integer> splits,
    Map<String, Map<String, Integer>> cells) {

  private static final String RELEASE = "realx-mini.json";

  /// Questions that take an ability, and those that take all three.
  public record Counts(int total, int perception, int reasoning, int search, int all) {
    static Counts of(List<Item> items) {
      return new Counts(
          items.size(),
          count(items, Ability.PERCEPTION),
          count(items, Ability.REASONING),
          count(items, Ability.SEARCH),
          (int)
              items.stream()
                  .filter(item -> item.kind().abilities().size() == Ability.values().length)
                  .count());
    }

    private static int count(List<Item> items, Ability ability) {
      return (int) items.stream().filter(item -> item.takes(ability)).count();
    }
  }

  /// The release that is fixed: what the default seed gives with the assets that come along.
  public static Manifest release() {
    try (InputStream stream = Manifest.class.getResourceAsStream(RELEASE)) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its resource " + RELEASE);
      }
      return JsonMapper.shared().readValue(stream, Manifest.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Manifest of(long seed, String digest, List<Item> items) {
    Map<String, Integer> splits = new TreeMap<>();
    Map<String, Map<String, Integer>> cells = new TreeMap<>();
    for (Item item : items) {
      splits.merge(item.kind().split().label(), 1, Integer::sum);
      cells
          .computeIfAbsent(item.kind().domain().label(), _ -> new TreeMap<>())
          .merge(Ability.label(item.kind().abilities()), 1, Integer::sum);
    }
    return new Manifest(
        RealxMini.NAME, seed, RealxMini.VIEW, digest, Counts.of(items), splits, cells);
  }
}
