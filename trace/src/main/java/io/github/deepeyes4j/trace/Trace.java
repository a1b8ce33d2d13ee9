package io.github.deepeyes4j.trace;

import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.agent.TrajectoryJson.Image;
import io.github.deepeyes4j.core.agent.TrajectoryJson.TurnJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the page of one trajectory shows.
///
/// @param pictures their addresses by digest
/// @param tokens the text of each generated token, turn by turn; empty where it is not known
/// @param run the pages around this one; null for a page of its own
record Trace(
    TrajectoryJson trajectory,
    Map<String, String> pictures,
    List<Crop> crops,
    List<List<String>> tokens,
    @Nullable Neighbours run) {
  /// @param previous null at the first
  /// @param next null at the last
  record Neighbours(String index, @Nullable String previous, @Nullable String next) {}

  static Trace of(
      TrajectoryJson trajectory, Pictures pictures, TokenTexts texts, @Nullable Neighbours run) {
    Map<String, String> addresses = new LinkedHashMap<>();
    shown(trajectory)
        .forEach(image -> addresses.computeIfAbsent(image.digest(), _ -> pictures.address(image)));
    return new Trace(
        trajectory,
        addresses,
        CropFinder.find(trajectory, pictures),
        trajectory.turns().stream().map(texts::of).toList(),
        run);
  }

  private static Stream<Image> shown(TrajectoryJson trajectory) {
    return Stream.concat(
        trajectory.images().stream(),
        trajectory.turns().stream()
            .map(TurnJson::observation)
            .flatMap(observation -> Optional.ofNullable(observation).stream())
            .flatMap(observation -> observation.images().stream()));
  }

  String html() {
    return HtmlPage.html(
        this,
        List.of("base.css", "trajectory.css"),
        List.of(
            "dom.js",
            "pictures.js",
            "code.js",
            "observation.js",
            "timeline.js",
            "tokens.js",
            "trajectory.js"));
  }
}
