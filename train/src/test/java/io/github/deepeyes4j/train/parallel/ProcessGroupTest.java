package io.github.deepeyes4j.train.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.train.parallel.ParallelConfig.Backend;
import io.github.deepeyes4j.train.parallel.ParallelConfig.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ProcessGroupTest {
  private static final Duration WAIT = Duration.ofSeconds(2);

  /// A block of three parts of two, which begins with 1, 10 or 100.
  private static Tensor block(ProcessGroup group) {
    float first = (float) Math.pow(10, group.rank());
    return Tensors.of(new float[] {first, 1, 2, 3, 4, 5}, 6);
  }

  @Test
  void addsExchangesAndCounts() throws Exception {
    List<String> seen =
        Ranks.run(
            3,
            group -> {
              Tensor sums = block(group);
              group.sum(sums, "test");
              assertThat(Tensors.floats(sums)).containsExactly(111, 3, 6, 9, 12, 15);
              Tensor parts = block(group);
              group.sumParts(parts, "test");
              Tensor own = parts.narrow(0, group.rank() * 2L, 2);
              assertThat(Tensors.floats(own))
                  .containsExactly(Tensors.floats(sums.narrow(0, group.rank() * 2L, 2)));
              group.exchangeParts(parts, "test");
              assertThat(Tensors.floats(parts)).containsExactly(Tensors.floats(sums));
              assertThat(group.gather(group.rank() + 0.5)).containsExactly(0.5, 1.5, 2.5);
              assertThat(group.any(group.rank() == 2)).isTrue();
              assertThat(group.any(false)).isFalse();
              return "rank %d of %d".formatted(group.rank(), group.size());
            });
    assertThat(seen).containsExactly("rank 0 of 3", "rank 1 of 3", "rank 2 of 3");
  }

  @Test
  void namesWhoStandsElsewhere() throws Exception {
    Ranks.run(
        2,
        group -> {
          assertThatThrownBy(() -> group.requireSame("out: the steps done", group.rank() * 7L))
              .isInstanceOf(BadInputException.class)
              .hasMessageStartingWith("out: the steps done are 0 for rank 0 and 7 for rank 1");
          return group;
        });
  }

  @Test
  void givesUpWaitingForARankThatDoesNotCome() throws Exception {
    ParallelConfig config = new ParallelConfig(Mode.REPLICATED, Backend.GLOO, 1);
    Map<String, String> environment = Ranks.environment(0, 2, Ranks.freePort());
    assertThatThrownBy(() -> ProcessGroup.join(config, environment))
        .isInstanceOf(RankLostException.class)
        .hasMessageStartingWith("rank 0 of 2 cannot meet the others at 127.0.0.1:");
  }

  @Test
  void aSilentRankIsNotWaitedForForever() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Ranks.run(
        2,
        (int) WAIT.toSeconds(),
        group -> {
          if (group.isFirst()) {
            long start = System.nanoTime();
            assertLost(group::barrier);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(WAIT, WAIT.multipliedBy(5));
            over.countDown();
          } else {
            over.await();
          }
          return group;
        });
  }

  @Test
  void aRankThatHasLeftIsMissedAtOnce() throws Exception {
    Ranks.run(
        2,
        group -> {
          if (group.isFirst()) {
            assertLost(group::barrier);
          }
          return group;
        });
  }

  private static void assertLost(ThrowingCallable exchange) {
    assertThatThrownBy(exchange)
        .isInstanceOf(RankLostException.class)
        .hasMessageContaining("rank 0: all-reduce of counts failed")
        .hasMessageContaining("start all 2 ranks again");
  }

  @Test
  void ncclNeedsAGpu() {
    ParallelConfig config = new ParallelConfig(Mode.ZERO_1, Backend.NCCL, 5);
    assertThatThrownBy(() -> ProcessGroup.join(config, Ranks.environment(0, 2, 29500)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("allowed here: gloo");
  }

  @Test
  void ncclNeedsParametersOnAGpu() throws Exception {
    ParallelConfig config = new ParallelConfig(Mode.ZERO_1, Backend.NCCL, 5);
    Ranks.run(
        2,
        group -> {
          Map<String, Tensor> initial = Map.of("w", Tensors.of(new float[4], 4));
          assertThatThrownBy(() -> TrainedParameters.of(initial, Placement.CPU_FP32, config, group))
              .isInstanceOf(BadInputException.class)
              .hasMessageContaining("set compute.device to cuda:N");
          return group;
        });
  }
}
