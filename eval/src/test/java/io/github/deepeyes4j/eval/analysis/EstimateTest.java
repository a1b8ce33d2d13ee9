package io.github.deepeyes4j.eval.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.agent.StopReason;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EstimateTest {
  private static Episode episode(String picture, boolean right) {
    return new Episode(
        "q",
        null,
        picture,
        right,
        List.of(),
        StopReason.ANSWER,
        1,
        1,
        1,
        Set.of(),
        new Episode.Model("m", "p"),
        "page");
  }

  @Test
  void aShareOfIndependentEpisodesHasWilsonsInterval() {
    List<Episode> episodes =
        IntStream.range(0, 10).mapToObj(i -> episode("picture " + i, i < 5)).toList();
    Estimate share = Estimate.share(episodes, Episode::isRight);
    assertThat(share.method()).isEqualTo(Estimate.Method.WILSON);
    assertThat(share.value()).isEqualTo(0.5);
    assertThat(share.ci95()[0]).isCloseTo(0.236593, within(1e-5));
    assertThat(share.ci95()[1]).isCloseTo(0.763407, within(1e-5));
  }

  /// The standard error of a mean of n draws is √(p(1-p)/n): 0.05 of a hundred at one half.
  @Test
  void aBootstrapOfIndependentValuesHasTheNormalInterval() {
    List<List<Double>> values =
        IntStream.range(0, 100).mapToObj(i -> List.of(i % 2 == 0 ? 1.0 : 0.0)).toList();
    Estimate mean = Estimate.bootstrap(values);
    assertThat(mean.value()).isEqualTo(0.5);
    assertThat(mean.n()).isEqualTo(100);
    assertThat(mean.ci95()[0]).isCloseTo(0.5 - 1.96 * 0.05, within(0.011));
    assertThat(mean.ci95()[1]).isCloseTo(0.5 + 1.96 * 0.05, within(0.011));
  }

  @Test
  void fourEpisodesOfEachPictureThatAgreeTellNoMoreThanOne() {
    List<Episode> episodes =
        IntStream.range(0, 400).mapToObj(i -> episode("picture " + i / 4, i / 4 % 2 == 0)).toList();
    Estimate share = Estimate.share(episodes, Episode::isRight);
    assertThat(share.method()).isEqualTo(Estimate.Method.BOOTSTRAP);
    assertThat(share.n()).isEqualTo(400);
    assertThat(share.ci95()[1] - share.ci95()[0]).isCloseTo(2 * 1.96 * 0.05, within(0.022));
  }

  /// All right on ten pictures leaves as much doubt as ten right episodes.
  @Test
  void episodesThatAllAgreeLeaveTheDoubtOfTheirPictures() {
    List<Episode> episodes =
        IntStream.range(0, 40).mapToObj(i -> episode("picture " + i / 4, true)).toList();
    Estimate share = Estimate.share(episodes, Episode::isRight);
    assertThat(share.value()).isEqualTo(1);
    assertThat(share.n()).isEqualTo(40);
    assertThat(share.ci95()[0]).isCloseTo(0.722467, within(1e-5));
  }

  @Test
  void clustersOfDifferentSizesWeighAsTheyAre() {
    Estimate mean = Estimate.bootstrap(List.of(List.of(1.0, 1.0, 1.0), List.of(0.0)));
    assertThat(mean.value()).isEqualTo(0.75);
    assertThat(mean.ci95()).containsExactly(0, 1);
  }

  @Test
  void equalValuesLeaveNoDoubtAndNoneAreUnknown() {
    assertThat(Estimate.bootstrap(Collections.nCopies(9, List.of(2.0))).ci95())
        .containsExactly(2, 2);
    assertThat(Estimate.bootstrap(List.of()).value()).isNaN();
  }

  @Test
  void spreadsAreThoseOfAllValues() {
    assertThat(Spread.of(2, 4, 4, 4, 5, 5, 7, 9)).isEqualTo(new Spread(5, 2, 4.5, 9));
    assertThat(Spread.of(3)).isEqualTo(new Spread(3, 0, 3, 3));
    assertThat(Stream.of(Spread.of()).mapToDouble(Spread::mean)).containsExactly(Double.NaN);
  }
}
