package io.github.deepeyes4j.eval.run;

import io.github.deepeyes4j.core.agent.Action;
import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.Turn;
import io.github.deepeyes4j.eval.result.ResultRow;
import java.util.Map;
import java.util.TreeMap;

/// What an episode took, read off its trajectory. Stateless.
final class Costs {
  private Costs() {}

  /// @param scoreSeconds of grading
  static ResultRow.Cost of(Trajectory trajectory, double scoreSeconds, long session) {
    Map<String, Integer> tools = new TreeMap<>();
    Map<String, Double> toolSeconds = new TreeMap<>();
    int errors = 0;
    int pictures = trajectory.question().pictures().size();
    int promptTokens = 0;
    double modelSeconds = 0;
    for (Turn turn : trajectory.turns()) {
      modelSeconds += turn.generation().seconds();
      promptTokens = Math.max(promptTokens, turn.generation().promptTokens());
      Observation observation = turn.observed().orElse(null);
      if (observation != null) {
        pictures += observation.pictures().size();
        if (isTool(turn.action())) {
          tools.merge(turn.action().kind(), 1, Integer::sum);
          toolSeconds.merge(turn.action().kind(), turn.toolSeconds(), Double::sum);
          errors += observation.status() == ToolStatus.OK ? 0 : 1;
        }
      }
    }
    return new ResultRow.Cost(
        trajectory.turns().size(),
        trajectory.generatedTokens(),
        promptTokens,
        pictures,
        trajectory.seconds(),
        modelSeconds,
        tools,
        toolSeconds,
        errors,
        scoreSeconds,
        System.currentTimeMillis(),
        session);
  }

  private static boolean isTool(Action action) {
    return switch (action) {
      case Action.Code _, Action.Search _, Action.ImageSearch _, Action.Invalid _ -> true;
      case Action.Answer _, Action.None _ -> false;
    };
  }
}
