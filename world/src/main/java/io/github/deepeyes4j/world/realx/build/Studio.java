package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.assets.Fact;
import io.github.deepeyes4j.world.assets.Split;
import io.github.deepeyes4j.world.realx.scene.Background;
import io.github.deepeyes4j.world.realx.scene.Plate;
import io.github.deepeyes4j.world.realx.scene.Sketch;
import io.github.deepeyes4j.world.scene.Tint;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// What one draft is made from: random numbers, and the stock of its split.
///
/// @param split only whose documents, pictures and facts are used
record Studio(Stock stock, Split split, SplittableRandom random) {
  /// Longer sides of scenes; most are small.
  private static final int[] SIDES = {1024, 1024, 1024, 1280, 1280, 1536, 2048};

  private static final Color[] WALLS = {
    new Color(206, 198, 182),
    new Color(178, 190, 196),
    new Color(196, 184, 190),
    new Color(184, 196, 176),
    new Color(214, 206, 200)
  };

  /// Like a picture taken anew, near the original.
  private static final Distortion SHOT = new Distortion(0.82, 0.03);

  <T> T pick(List<T> values) {
    if (values.isEmpty()) {
      throw new UnsuitableException("nothing to choose from");
    }
    return values.get(random.nextInt(values.size()));
  }

  /// Several different ones.
  <T> List<T> pick(List<T> values, int count) {
    if (values.size() < count) {
      throw new UnsuitableException("too few to choose from");
    }
    List<T> rest = new ArrayList<>(values);
    List<T> picked = new ArrayList<>();
    while (picked.size() < count) {
      picked.add(rest.remove(random.nextInt(rest.size())));
    }
    return picked;
  }

  List<Tint> tints(int count) {
    return pick(List.of(Tint.values()), count);
  }

  /// A value between two, the second one excluded.
  int between(int low, int high) {
    return random.nextInt(low, high);
  }

  /// Different values of an attribute.
  List<String> values(Attribute attribute, int count) {
    return Stream.generate(() -> attribute.value(random)).distinct().limit(count).toList();
  }

  /// Invented documents, the first ones of a topic.
  ///
  /// @param asked how many of the topic at least
  /// @param count how many altogether
  List<Fiction> fictions(Topic topic, int asked, int count) {
    List<Fiction> all =
        stock.fictions().stream()
            .filter(fiction -> fiction.split() == split && !fiction.code().isEmpty())
            .toList();
    List<Fiction> picked =
        new ArrayList<>(pick(all.stream().filter(f -> f.topic().equals(topic)).toList(), asked));
    List<Fiction> others = all.stream().filter(fiction -> !picked.contains(fiction)).toList();
    picked.addAll(pick(others, count - asked));
    return picked;
  }

  Fiction fiction(Entity entity) {
    return stock.fictions().stream()
        .filter(fiction -> fiction.name().equals(entity.name()))
        .findFirst()
        .orElseThrow(() -> new UnsuitableException("no document about " + entity.id()));
  }

  List<Entity> entities(String category) {
    return stock.collection().entities(category).stream()
        .filter(entity -> entity.split() == split)
        .toList();
  }

  /// Real facts whose entity is of this split.
  List<Fact> facts(String prefix) {
    return stock.assets().facts(split).stream()
        .filter(fact -> fact.entityId().startsWith(prefix))
        .toList();
  }

  /// A shot of something: another picture than the collection's, or a distorted one.
  Picture shot(Entity entity) {
    Picture picture = stock.picture(entity);
    return entity.hasTwoPictures() ? picture : SHOT.apply(picture, random);
  }

  /// Plates on a wall, with photographs of the split on it.
  Sketch wall(Topic topic, List<Plate> plates) {
    int side = side();
    List<Entity> scenery = pick(scenery(), topic.furniture().photographs());
    return new Sketch(
        side,
        side * 3 / 4,
        new Background.Wall(
            topic.furniture(),
            WALLS[random.nextInt(WALLS.length)],
            scenery.stream().map(stock::picture).toList()),
        plates,
        scenery.stream().map(Entity::id).toList());
  }

  /// What photographs that are there for their looks show.
  List<Entity> scenery() {
    List<Entity> all = new ArrayList<>(entities("place"));
    all.addAll(entities("animal"));
    return all;
  }

  /// Plates on a photograph, which fills the scene.
  Sketch photograph(Picture picture, List<Plate> plates) {
    double scale = (double) side() / Math.max(picture.width(), picture.height());
    return new Sketch(
        (int) Math.round(picture.width() * scale),
        (int) Math.round(picture.height() * scale),
        new Background.Photograph(picture),
        plates,
        List.of());
  }

  private int side() {
    return SIDES[random.nextInt(SIDES.length)];
  }
}
