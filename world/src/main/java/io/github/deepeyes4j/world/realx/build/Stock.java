package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Document;
import io.github.deepeyes4j.world.assets.Fact;
import io.github.deepeyes4j.world.assets.Split;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// All that questions are made from, before any exists.
///
/// @param fictions made-up documents
/// @param pictures decoded ones, kept
record Stock(
    Assets assets,
    Collection collection,
    Flags flags,
    List<Fiction> fictions,
    Map<String, Picture> pictures) {

  private static final Pattern WORD_GAP = Pattern.compile("\\W+");

  static Stock of(Assets assets, SplittableRandom random) {
    Collection collection = Collection.load(assets.directory());
    Set<String> words = new HashSet<>();
    for (Document document : assets.documents()) {
      words.addAll(WORD_GAP.splitAsStream(document.text().toLowerCase(Locale.ROOT)).toList());
    }
    List<Fiction> fictions = new Inventor(random).fictions(collection.entities(), words);
    return new Stock(assets, collection, Flags.of(collection), fictions, new HashMap<>());
  }

  /// The real documents and those that were made up, by id.
  List<Document> documents() {
    return Stream.concat(assets.documents().stream(), fictions.stream().map(Fiction::document))
        .sorted(Comparator.comparing(Document::id))
        .toList();
  }

  /// The picture of an entity that questions show.
  Picture picture(Entity entity) {
    return pictures.computeIfAbsent(entity.id(), _ -> entity.shown(collection.assets()));
  }

  /// Facts of an entity, by the words that ask for them.
  Map<String, Fact> factsOf(String entityId) {
    Map<String, Fact> facts = new HashMap<>();
    assets.facts(Split.of(entityId)).stream()
        .filter(fact -> fact.entityId().equals(entityId))
        .forEach(fact -> facts.put(fact.attribute(), fact));
    return facts;
  }
}
