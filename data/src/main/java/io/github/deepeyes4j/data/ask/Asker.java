package io.github.deepeyes4j.data.ask;

import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.agent.Turn;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.score.audit.Flag;
import io.github.deepeyes4j.core.score.audit.RolloutAudit;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.PictureStore;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Asks for episodes, each once: what the journal holds is not asked again, and what is asked is in
/// the journal when the call returns. Safe for concurrent use.
///
/// @param pictures where the pictures of questions and observations are kept
/// @param seed of the run: every episode has one of its own
/// @param clock tells when episodes end
public record Asker(Journal journal, PictureStore pictures, long seed, Clock clock) {
  /// Who is asked, and how.
  ///
  /// @param name of the model or teacher, as it is recorded
  public record Respondent(String name, Rollout rollout, Sampling sampling, Price price) {}

  /// The episode of an example and a number.
  ///
  /// @throws io.github.deepeyes4j.core.BadInputException when a tool or the model's server fails
  /// @throws InterruptedException when the calling thread is interrupted
  public Asked ask(Example example, int sample, Respondent respondent)
      throws InterruptedException, IOException {
    Optional<Asked> known = journal.find(example.id(), sample);
    if (known.isPresent()) {
      return known.get();
    }
    Trajectory trajectory =
        respondent
            .rollout()
            .run(
                pictures.question(example),
                respondent.sampling().withSeed(seed(example.id(), sample)));
    if (trajectory.stop() == StopReason.CANCELLED) {
      throw new InterruptedException();
    }
    if (trajectory.stop() == StopReason.INFRASTRUCTURE) {
      throw Pause.because(
          "%s could not be asked: %s"
              .formatted(example.origin().key(), trajectory.failure().orElse("a tool failed")));
    }
    Asked asked = record(example, sample, respondent, trajectory);
    journal.add(asked);
    return asked;
  }

  private Asked record(Example example, int sample, Respondent respondent, Trajectory trajectory)
      throws IOException {
    // Pictures first: a line of the journal never names one that is not there.
    for (Turn turn : trajectory.turns()) {
      List<Picture> shown = turn.observed().map(o -> o.pictures()).orElse(List.of());
      for (Picture picture : shown) {
        pictures.add(picture);
      }
    }
    long read =
        trajectory.turns().stream().map(Turn::generation).mapToLong(Generation::promptTokens).sum();
    return new Asked(
        example.id(),
        sample,
        respondent.name(),
        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
        read,
        respondent.price().of(read, trajectory.generatedTokens()),
        RolloutAudit.of(trajectory).flags().stream().map(Flag::wireName).sorted().toList(),
        TrajectoryJson.of(trajectory).withoutTokens());
  }

  /// Seeds far apart: each turn of an episode counts on from its own.
  private long seed(String example, int sample) {
    long mixed =
        (seed * 0x9E3779B97F4A7C15L + Long.parseUnsignedLong(example.substring(0, 16), 16))
                * 0xBF58476D1CE4E5B9L
            + sample;
    mixed = (mixed ^ (mixed >>> 31)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 29);
  }
}
