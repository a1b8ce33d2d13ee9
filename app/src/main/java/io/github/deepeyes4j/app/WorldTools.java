package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.search.SearchTools;
import io.github.deepeyes4j.search.text.Document;
import io.github.deepeyes4j.search.text.TextIndex;
import io.github.deepeyes4j.world.assets.Assets;

/// The nano world as training sees it.
final class WorldTools {
  /// Entities that do not exist, beside the real ones.
  private static final int INVENTED = 3000;

  private WorldTools() {}

  /// The shipped assets with invented entities among the real ones, so that names must be copied,
  /// not learned.
  static Assets inventive(long seed) {
    return Assets.load(Home.assets()).withInventions(INVENTED, seed);
  }

  /// Search over all that the assets' documents say.
  static SearchClient search(Assets assets) {
    return new SearchTools(
        TextIndex.inMemory(
            assets.documents().stream()
                .map(d -> new Document(d.id(), d.title(), d.url(), d.date(), d.text()))
                .toList()));
  }
}
