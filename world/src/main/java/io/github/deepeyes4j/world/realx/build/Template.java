package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.world.realx.Ability;
import io.github.deepeyes4j.world.realx.Domain;
import java.util.Set;
import java.util.function.Function;

/// A way of asking.
///
/// @param name `ferry.code`
/// @param testOnly whether only the test split has it
/// @param maker drafts a question; it may throw [UnsuitableException]
record Template(
    String name,
    Domain domain,
    Set<Ability> abilities,
    boolean testOnly,
    Function<Studio, Draft> maker) {
  Template {
    abilities = Set.copyOf(abilities);
  }
}
