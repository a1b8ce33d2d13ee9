package io.github.deepeyes4j.trace;

import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.agent.TrajectoryJson.TurnJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the index of a run shows.
record TraceIndex(String name, List<Row> rows) {
  /// Actions that call no tool.
  private static final Set<String> NO_CALL = Set.of("answer", "none");

  /// One trajectory, without what makes it large.
  ///
  /// @param page its own page
  /// @param tools kinds of its actions, each once
  /// @param statuses how its tool calls ended, each once
  /// @param picture the question's first; null without
  record Row(
      String page,
      String id,
      String question,
      @Nullable String answer,
      String stop,
      List<String> tools,
      List<String> statuses,
      @Nullable Map<String, Double> reward,
      int turns,
      int tokens,
      double seconds,
      @Nullable Thumbnail picture) {}

  record Thumbnail(String address, int width, int height) {}

  static Row row(String page, TrajectoryJson trajectory, Pictures pictures) {
    return new Row(
        page,
        trajectory.id(),
        trajectory.question(),
        trajectory.answer(),
        trajectory.stop(),
        turns(trajectory)
            .map(turn -> turn.action().kind())
            .filter(kind -> !NO_CALL.contains(kind))
            .distinct()
            .toList(),
        turns(trajectory)
            .flatMap(turn -> Optional.ofNullable(turn.observation()).stream())
            .map(TrajectoryJson.ObservationJson::status)
            .distinct()
            .toList(),
        trajectory.reward(),
        trajectory.turns().size(),
        trajectory.tokens(),
        trajectory.seconds(),
        trajectory.images().stream()
            .findFirst()
            .map(image -> new Thumbnail(pictures.address(image), image.width(), image.height()))
            .orElse(null));
  }

  private static Stream<TurnJson> turns(TrajectoryJson trajectory) {
    return trajectory.turns().stream();
  }

  String html() {
    return HtmlPage.html(this, List.of("base.css", "index.css"), List.of("dom.js", "index.js"));
  }
}
