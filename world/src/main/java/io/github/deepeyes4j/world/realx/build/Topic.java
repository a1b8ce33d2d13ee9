package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.world.realx.Domain;
import io.github.deepeyes4j.world.realx.scene.Background.Furniture;
import java.util.List;

/// A kind of made-up documents, and the words for asking about them.
///
/// @param id in the names of documents and templates
/// @param page what a document is: `ferry timetable`
/// @param thing what it is about: `ferry line`
/// @param plate what stands in the picture: `sign`
/// @param code what its code is called: `line code`
record Topic(
    String id,
    Domain domain,
    String page,
    String thing,
    String plate,
    String code,
    Furniture furniture,
    List<Attribute> attributes) {
  Topic {
    attributes = List.copyOf(attributes);
  }
}
