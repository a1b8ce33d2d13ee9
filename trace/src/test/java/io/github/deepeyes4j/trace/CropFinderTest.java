package io.github.deepeyes4j.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.trace.Crop.Box;
import java.util.List;
import org.junit.jupiter.api.Test;

class CropFinderTest {
  private static List<Crop> crops(Trajectory trajectory) {
    return CropFinder.find(TrajectoryJson.of(trajectory), Pictures.of(trajectory));
  }

  @Test
  void findsCropsByTheirPixelsAndEnlargedOnesByTheNumbersInTheCode() {
    assertThat(crops(Episodes.crops("a", Episodes.OWL)))
        .containsExactly(
            new Crop(2, 1, new Box(100, 60, 240, 150)), new Crop(3, 1, new Box(30, 40, 90, 100)));
  }

  @Test
  void drawsNoBoxWhereTheNumbersInTheCodeSayAnotherPlace() {
    Trajectory moved =
        Episodes.code(
            "image_1.crop((200, 40, 260, 100)).resize((240, 240))",
            Episodes.enlarged(Episodes.OWL));
    assertThat(crops(moved)).isEmpty();
  }

  @Test
  void whatSearchFindsIsNoCrop() {
    assertThat(crops(Episodes.searches("a", Episodes.OWL))).isEmpty();
  }
}
