package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.world.assets.Document;
import io.github.deepeyes4j.world.assets.Split;
import io.github.deepeyes4j.world.realx.RealxMini;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// A made-up document and what it states.
///
/// @param name what it is about: an invented name, or that of what a photograph shows
/// @param code another name of the same; empty for what a photograph shows
/// @param values by attribute
record Fiction(
    Document document,
    Topic topic,
    String name,
    String code,
    Map<Attribute, String> values,
    Split split) {
  private static final String DATE = "2015";

  static Fiction invented(Topic topic, String name, String code, SplittableRandom random) {
    String title = "%s %s (%s)".formatted(name, topic.page(), code);
    String id = RealxMini.FICTIONAL + topic.id() + "-" + code;
    return of(topic, name, code, title, id, Split.of(id), random);
  }

  static Fiction about(Topic topic, Entity entity, SplittableRandom random) {
    String title = "%s: %s".formatted(topic.page(), entity.name());
    String id = RealxMini.FICTIONAL + entity.id().replace(':', '-');
    return of(topic, entity.name(), "", title, id, entity.split(), random);
  }

  private static Fiction of(
      Topic topic,
      String name,
      String code,
      String title,
      String id,
      Split split,
      SplittableRandom random) {
    Map<Attribute, String> values = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder(title).append('.');
    for (Attribute attribute : topic.attributes()) {
      String value = attribute.value(random);
      values.put(attribute, value);
      text.append('\n').append(attribute.line(value));
    }
    Document document =
        new Document(id, title, "fictional:" + topic.id() + "/" + id, DATE, text.toString());
    return new Fiction(document, topic, name, code, values, split);
  }

  String value(Attribute attribute) {
    return values.getOrDefault(attribute, "");
  }
}
