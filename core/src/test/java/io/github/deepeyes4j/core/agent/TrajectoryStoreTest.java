package io.github.deepeyes4j.core.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrajectoryStoreTest {
  private static final Picture PICTURE = Picture.ofRgb(1, 1, new byte[] {1, 2, 3});

  private static final Trajectory TRAJECTORY =
      new Trajectory(
          new Question("a", "What is it?", List.of(PICTURE)),
          List.of(Message.system("See."), Message.user("What is it?")),
          List.of(
              new Turn(
                  new Generation(
                      "<think>",
                      "A dot.</think><answer>dot</answer>",
                      new int[] {4, 5},
                      new float[] {-0.5f, Float.NEGATIVE_INFINITY},
                      FinishReason.END_OF_TURN,
                      9,
                      0,
                      1.5),
                  "A dot.",
                  new Action.Answer("dot"),
                  null,
                  0)),
          StopReason.ANSWER,
          "nano",
          "00",
          3,
          1.75,
          null);

  @TempDir private Path folder;
  private Path file = Path.of(".");

  @BeforeEach
  void store() throws IOException {
    TrajectoryStore store = TrajectoryStore.open(folder);
    store.add(TRAJECTORY, Map.of("accuracy", 1.0));
    store.add(TRAJECTORY);
    file = folder.resolve("trajectories.jsonl");
  }

  @Test
  void readsWhatItWrote() {
    assertThat(TrajectoryStore.read(folder))
        .usingRecursiveComparison()
        .isEqualTo(
            List.of(
                TrajectoryJson.of(TRAJECTORY, Map.of("accuracy", 1.0)),
                TrajectoryJson.of(TRAJECTORY)));
    assertThat(TrajectoryStore.pictureFile(folder, PICTURE.digest())).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"version\":1|\"version\":2|trajectory version 2, only 1 is known",
        "\"digest\":\"|\"digest\":\"../|names no picture",
        "\"turns\":|\"turn\":|turns is missing",
        "\"kind\":|\"sort\":|kind is missing",
        "[4,5]|[4]|1 token_ids but 2 logprobs",
        "{|<|Unexpected character"
      })
  void aLineThatIsNoTrajectoryIsNamed(String right, String wrong, String message)
      throws IOException {
    List<String> lines = Files.readAllLines(file);
    Files.write(
        file, List.of(lines.getFirst(), lines.getLast().replaceFirst(Pattern.quote(right), wrong)));
    assertThatThrownBy(() -> TrajectoryStore.read(folder))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ":2: not a trajectory: ")
        .hasMessageContaining(message);
  }
}
