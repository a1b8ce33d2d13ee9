package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.world.realx.Ability;
import io.github.deepeyes4j.world.realx.Domain;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// All templates. Every fifth is for the test split only.
final class TemplateList {
  private static final int TEST_ONLY = 5;

  private final List<Template> templates = new ArrayList<>();

  static TemplateList standard() {
    TemplateList list = new TemplateList();
    for (Topic topic : Topics.INVENTED) {
      new ReadingTemplates(topic).addTo(list);
      new LookupTemplates(topic).addTo(list);
    }
    for (String category : List.of("animal", "fish", "place", "painting", "planet")) {
      new PhotoTemplates(category).addTo(list);
    }
    new FlagTemplates().addTo(list);
    new ElementTemplates().addTo(list);
    return list;
  }

  void add(Topic topic, String name, List<Ability> abilities, Function<Studio, Draft> maker) {
    add(topic.domain(), topic.id() + "." + name, abilities, maker);
  }

  void add(Domain domain, String name, List<Ability> abilities, Function<Studio, Draft> maker) {
    boolean testOnly = templates.size() % TEST_ONLY == TEST_ONLY - 1;
    templates.add(new Template(name, domain, EnumSet.copyOf(abilities), testOnly, maker));
  }

  List<Template> all() {
    return List.copyOf(templates);
  }

  /// The templates of a cell that a split may use.
  List<Template> of(Domain domain, Set<Ability> abilities, boolean test) {
    return templates.stream()
        .filter(template ->
            template.domain() == domain
                && template.abilities().equals(abilities)
                && (test || !template.testOnly()))
        .toList();
  }
}
