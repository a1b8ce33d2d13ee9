package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.metrics.Figure;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The figures of one process's episodes of a step, from which those of all can be made.
///
/// @param episodes how many there are
/// @param byName figures by name; a process may lack some that others have
record StepFigures(long episodes, Map<String, Figure> byName) {

  /// The metrics of all processes' episodes. Means of nothing are left out.
  Map<String, Double> ofAll(ProcessGroup group) {
    StepFigures all =
        group.gather(JsonMapper.shared().writeValueAsBytes(this)).stream()
            .map(part -> JsonMapper.shared().readValue(part, StepFigures.class))
            .reduce(new StepFigures(0, Map.of()), StepFigures::plus);
    Map<String, Double> metrics = new LinkedHashMap<>();
    all.byName.forEach((name, figure) -> {
      double value = figure.value(all.episodes);
      if (!Double.isNaN(value)) {
        metrics.put(name, value);
      }
    });
    return metrics;
  }

  private StepFigures plus(StepFigures other) {
    Map<String, Figure> both = new LinkedHashMap<>(byName);
    other.byName.forEach((name, figure) -> both.merge(name, figure, Figure::plus));
    return new StepFigures(episodes + other.episodes, both);
  }
}
