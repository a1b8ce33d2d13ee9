package io.github.deepeyes4j.train.rl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.train.rl.Algorithm.OldLogprobs;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MicroBatchTest {
  private static final Algorithm ALGORITHM =
      new Algorithm(
          2, 0.2, 0.3, 3, Aggregation.DAPO_TOKEN, OldLogprobs.ROLLOUT, null, 0, null, null);

  /// A trajectory whose last two tokens the model wrote.
  private static TrainingSample sample(long prompt, int length, double advantage) {
    boolean[] action = new boolean[length];
    Arrays.fill(action, length - 2, length, true);
    TokenSequence sequence =
        new TokenSequence(new int[length], action, new float[length], List.of());
    return TrainingSample.of(new EpisodeId(prompt, 0), sequence, advantage);
  }

  @Test
  void packsTrajectoriesOfAPromptTogetherUpToTheMostTokens() {
    List<MicroBatch> batches =
        MicroBatch.of(
            List.of(
                sample(1, 40, 1),
                sample(2, 10, 1),
                sample(1, 20, -1),
                sample(2, 12, -1),
                sample(2, 11, 0),
                sample(3, 90, 1)),
            ALGORITHM,
            45);
    assertThat(batches)
        .extracting(batch -> batch.sequences().stream().map(TokenSequence::length).toList())
        .containsExactly(List.of(10, 12, 20), List.of(40), List.of(90));
  }

  @Test
  void whatDoesNotGoThroughTheModelStillCounts() {
    List<MicroBatch> batches =
        MicroBatch.of(List.of(sample(1, 5, 1), sample(2, 9, 0)), ALGORITHM, 100);
    assertThat(batches).hasSize(1);
    assertThat(batches.getFirst().weights()).containsExactly(0.25);
    assertThat(batches.getFirst().perToken((_, place) -> place)).containsExactly(3, 4);
  }
}
