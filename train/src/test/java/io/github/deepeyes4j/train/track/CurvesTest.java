package io.github.deepeyes4j.train.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.metrics.MetricRow;
import io.github.deepeyes4j.train.track.Curves.Line;
import io.github.deepeyes4j.train.track.Curves.Panel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurvesTest {
  @TempDir Path run;

  @Test
  void aFigureIsALineOfItsPanel() {
    List<Panel> panels =
        Curves.of(
            List.of(
                new MetricRow(0, Map.of("val-core/search/acc/mean@1", 0.25)),
                new MetricRow(1, Map.of("critic/acc/mean", 0.5, "critic/acc/search", 0.75)),
                new MetricRow(2, Map.of("critic/acc/mean", 1.0, "actor/lr", 1e-3)),
                new MetricRow(2, Map.of("val-aux/acc/mean@1", 0.5))));
    assertThat(panels)
        .containsExactly(
            new Panel(
                "Accuracy",
                List.of(
                    new Line("mean", List.of(1.0, 2.0), List.of(0.5, 1.0)),
                    new Line("search", List.of(1.0), List.of(0.75)))),
            new Panel(
                "Validation accuracy",
                List.of(
                    new Line("mean", List.of(2.0), List.of(0.5)),
                    new Line("search", List.of(0.0), List.of(0.25)))));
  }

  @Test
  void aLongRunIsDrawnByMeans() {
    List<MetricRow> rows =
        IntStream.rangeClosed(1, 1000)
            .mapToObj(step -> new MetricRow(step, Map.of("train/loss/copy", (double) step)))
            .toList();
    Line line = Curves.of(rows).getFirst().lines().getFirst();
    assertThat(line.steps()).hasSize(200).startsWith(3.0, 8.0).endsWith(998.0);
    assertThat(line.values()).isEqualTo(line.steps());
  }

  @Test
  void picturesShowEveryPanel() throws Exception {
    try (Trackers trackers = Trackers.open(null, new TrackedRun(run, 0, 9, Map.of()), _ -> {})) {
      trackers.draw();
      assertThat(run.resolve("curves.svg")).doesNotExist();
      for (int step = 1; step < 9; step++) {
        trackers.log(
            step,
            Map.of(
                "critic/score/mean",
                Math.sqrt(step),
                "actor/entropy",
                1.0 / step,
                "timing_s/gen",
                40.0,
                "timing_s/step",
                50.0 + step));
      }
      trackers.draw();
    }
    // Text is drawn as outlines, so that a viewer needs no fonts.
    assertThat(run.resolve("curves.svg")).content().contains("<svg", "<path", "</svg>");
    var png = ImageIO.read(run.resolve("curves.png").toFile());
    assertThat(List.of(png.getWidth(), png.getHeight())).containsExactly(1280, 800);
  }
}
