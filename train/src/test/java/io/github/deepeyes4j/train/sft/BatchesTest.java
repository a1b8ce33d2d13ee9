package io.github.deepeyes4j.train.sft;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.train.sft.Batches.Numbered;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static Numbered of(int length) {
    return new Numbered(
        "s",
        0,
        new TokenSequence(new int[length], new boolean[length], new float[length], List.of()));
  }

  @Test
  void packsByLengthUpToTheMostTokensAndLeavesALongerSequenceAlone() {
    List<List<Numbered>> batches =
        Batches.of(Stream.of(40, 3, 100, 30, 5, 31, 4).map(BatchesTest::of).toList(), 70);
    assertThat(batches.stream().map(b -> b.stream().map(n -> n.sequence().length()).toList()))
        .containsExactly(List.of(3, 4, 5, 30), List.of(31), List.of(40), List.of(100));
  }
}
