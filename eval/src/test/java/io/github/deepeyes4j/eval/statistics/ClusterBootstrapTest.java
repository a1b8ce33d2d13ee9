package io.github.deepeyes4j.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.eval.statistics.Estimate.Method;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterBootstrapTest {
  /// An answer about a picture.
  private record Case(int picture, boolean right) {}

  private static Estimate share(List<Case> cases) {
    return ClusterBootstrap.share(cases, c -> "picture " + c.picture, Case::right);
  }

  private static Estimate mean(List<List<Double>> clusters) {
    return ClusterBootstrap.estimate(
            clusters,
            drawn ->
                Map.of(
                    "mean",
                    drawn.stream()
                        .flatMap(List::stream)
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(Double.NaN)))
        .firstEntry()
        .getValue();
  }

  @Test
  void aShareOfIndependentCasesHasWilsonsInterval() {
    Estimate share = share(IntStream.range(0, 10).mapToObj(i -> new Case(i, i < 5)).toList());
    assertThat(share.method()).isEqualTo(Method.WILSON);
    assertThat(share.value()).isEqualTo(0.5);
    assertThat(share.low()).isCloseTo(0.236593, within(1e-5));
    assertThat(share.high()).isCloseTo(0.763407, within(1e-5));
  }

  /// The standard error of a mean of n draws is √(p(1-p)/n): 0.05 of a hundred at one half.
  @Test
  void independentValuesHaveTheNormalInterval() {
    Estimate mean =
        mean(IntStream.range(0, 100).mapToObj(i -> List.of(i % 2 == 0 ? 1.0 : 0.0)).toList());
    assertThat(mean.value()).isEqualTo(0.5);
    assertThat(mean.standardError()).isCloseTo(0.05, within(0.004));
    assertThat(mean.low()).isCloseTo(0.5 - 1.96 * 0.05, within(0.011));
    assertThat(mean.high()).isCloseTo(0.5 + 1.96 * 0.05, within(0.011));
    assertThat(mean.ci95()).containsExactly(mean.low(), mean.high());
  }

  @Test
  void fourCasesOfEachPictureThatAgreeTellNoMoreThanOne() {
    Estimate share =
        share(IntStream.range(0, 400).mapToObj(i -> new Case(i / 4, i / 4 % 2 == 0)).toList());
    assertThat(share.method()).isEqualTo(Method.BOOTSTRAP);
    assertThat(share.clusters()).isEqualTo(100);
    assertThat(share.high() - share.low()).isCloseTo(2 * 1.96 * 0.05, within(0.022));
  }

  /// All right on ten pictures leaves as much doubt as ten right cases.
  @Test
  void casesThatAllAgreeLeaveTheDoubtOfTheirPictures() {
    Estimate share = share(IntStream.range(0, 40).mapToObj(i -> new Case(i / 4, true)).toList());
    assertThat(share.value()).isEqualTo(1);
    assertThat(share.clusters()).isEqualTo(10);
    assertThat(share.low()).isCloseTo(0.722467, within(1e-5));
  }

  @Test
  void clustersOfDifferentSizesWeighAsTheyAre() {
    Estimate mean = mean(List.of(List.of(1.0, 1.0, 1.0), List.of(0.0)));
    assertThat(mean.value()).isEqualTo(0.75);
    assertThat(mean.ci95()).containsExactly(0, 1);
  }

  @Test
  void equalValuesLeaveNoDoubtAndNoneAreUnknown() {
    assertThat(mean(Collections.nCopies(9, List.of(2.0))).ci95()).containsExactly(2, 2);
    assertThat(mean(List.of()).value()).isNaN();
    assertThat(mean(List.of()).low()).isNaN();
  }
}
