package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.core.agent.Action;
import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.agent.TrajectoryJson.ObservationJson;
import io.github.deepeyes4j.core.agent.TrajectoryJson.TurnJson;
import io.github.deepeyes4j.core.agent.Turn;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.score.audit.RolloutAudit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes an [Episode] of a stored trajectory.
final class StoredEpisode {
  /// Stands for every picture: the audit counts them and looks at none.
  private static final Picture BLANK = Picture.ofRgb(1, 1, new byte[3]);

  private StoredEpisode() {}

  /// Reads an episode; an [IllegalArgumentException] says what in it is not known.
  ///
  /// @param kind the question's class; null when nothing is known of it
  /// @param page its trace page
  static Episode of(TrajectoryJson stored, @Nullable QuestionKind kind, String page) {
    Trajectory trajectory = audited(stored);
    return new Episode(
        stored.id(),
        kind,
        stored.images().isEmpty() ? stored.id() : stored.images().getFirst().digest(),
        right(stored, trajectory.stop()),
        trajectory.turns().stream().flatMap(StoredEpisode::call).toList(),
        trajectory.stop(),
        stored.turns().size(),
        stored.tokens(),
        stored.seconds(),
        RolloutAudit.of(trajectory).flags(),
        new Episode.Model(stored.model(), stored.protocol()),
        page);
  }

  /// Right when the reward has a part for accuracy that is above 0; weights do not matter. An
  /// episode that failed for reasons not its own is not scored, whatever stands there.
  private static @Nullable Boolean right(TrajectoryJson stored, StopReason stop) {
    if (stop == StopReason.INFRASTRUCTURE || stop == StopReason.CANCELLED) {
      return null;
    }
    Double accuracy = stored.reward() == null ? null : stored.reward().get("accuracy");
    return accuracy == null ? null : accuracy > 0;
  }

  private static Stream<Episode.Call> call(Turn turn) {
    return ToolClass.of(turn.action()).stream()
        .map(tool ->
            new Episode.Call(
                tool,
                ToolClass.allOf(turn.action()),
                turn.observed().map(Observation::status).orElse(null)));
  }

  /// The trajectory as the audit reads it, its pictures blank.
  static Trajectory audited(TrajectoryJson stored) {
    return new Trajectory(
        new Question(stored.id(), stored.question(), List.of()),
        List.of(),
        stored.turns().stream().map(StoredEpisode::turn).toList(),
        StopReason.named(stored.stop()),
        stored.model(),
        stored.protocol(),
        stored.seed(),
        stored.seconds(),
        null);
  }

  private static Turn turn(TurnJson turn) {
    ObservationJson seen = turn.observation();
    return new Turn(
        new Generation(
            turn.prefill(),
            turn.text(),
            turn.tokenIds(),
            turn.logprobs(),
            FinishReason.END_OF_TURN,
            turn.promptTokens(),
            turn.policyVersion(),
            turn.seconds() - turn.toolSeconds()),
        turn.thought(),
        Action.of(turn.action().kind(), turn.action().text()),
        seen == null ? null : observation(seen),
        turn.toolSeconds());
  }

  private static Observation observation(ObservationJson seen) {
    List<Content> content = new ArrayList<>();
    content.add(Content.text(seen.text()));
    seen.images().forEach(_ -> content.add(Content.image(BLANK)));
    return new Observation(content, ToolStatus.named(seen.status()));
  }
}
