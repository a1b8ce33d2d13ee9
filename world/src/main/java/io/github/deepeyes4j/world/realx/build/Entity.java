package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.world.assets.Split;
import java.nio.file.Path;
import java.util.List;

/// Something that a picture of the assets shows.
///
/// @param id `place:eiffel_tower`, `country:fr`
/// @param group what decides the split: a place belongs to its country, a painting to its painter
/// @param category the id's first part
/// @param name the title of its picture in the collection
/// @param paths of its pictures in the assets, one or two
record Entity(String id, String group, String category, String name, List<String> paths) {
  Entity {
    paths = List.copyOf(paths);
  }

  Split split() {
    return Split.of(group);
  }

  /// The picture of the collection.
  String collected() {
    return paths.getFirst();
  }

  /// The picture that questions show: another one where there are two.
  Picture shown(Path assets) {
    return PictureDecoder.decode(assets.resolve(paths.getLast()));
  }

  boolean hasTwoPictures() {
    return paths.size() > 1;
  }
}
