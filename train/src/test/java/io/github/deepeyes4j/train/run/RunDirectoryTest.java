package io.github.deepeyes4j.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.weights.SafeTensorsWriter;
import io.github.deepeyes4j.train.optim.AdamW;
import io.github.deepeyes4j.train.optim.FlatParameters;
import io.github.deepeyes4j.train.run.RunDirectory.ParametersWriter;
import io.github.deepeyes4j.train.run.RunDirectory.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  private static final Map<String, Tensor> WEIGHTS = Map.of("w", torch.ones(2, 3));
  private static final FlatParameters PARAMETERS = FlatParameters.of(WEIGHTS, Placement.CPU_FP32);
  private static final ParametersWriter WEIGHTS_WRITER =
      (directory, values) ->
          SafeTensorsWriter.write(directory.resolve("model.safetensors"), values);

  /// Every write to this device fails as on a full disk.
  private static final Path FULL = Path.of("/dev/full");

  @TempDir Path folder;
  private final AdamW optimizer =
      new AdamW(PARAMETERS.slice(0, 1), new AdamW.Settings(0.9, 0.98, 1e-8, 0));

  @BeforeEach
  void start() throws IOException {
    Files.writeString(Files.createDirectory(folder.resolve("start")).resolve("config.json"), "{}");
  }

  private RunDirectory run() throws IOException {
    return RunDirectory.open(folder.resolve("run"), folder.resolve("start"));
  }

  private void save(int step, ParametersWriter writer) throws IOException {
    run().save(new Progress(step, 10L * step), writer, WEIGHTS, Map.of(), optimizer.state());
  }

  @Test
  void theLastTwoCheckpointsAreKept() throws IOException {
    for (int step : new int[] {1, 2, 3}) {
      save(step, WEIGHTS_WRITER);
    }
    try (var entries = Files.list(folder.resolve("run"))) {
      assertThat(entries.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("step-2", "step-3");
    }
    assertThat(run().restore(PARAMETERS.size(), optimizer::restore)).isEqualTo(new Progress(3, 30));
  }

  @Test
  void aFullDiskLeavesTheLastCheckpointUnharmed() throws IOException {
    save(1, WEIGHTS_WRITER);
    ParametersWriter onFullDisk =
        (directory, values) -> {
          Files.createSymbolicLink(directory.resolve("model.safetensors.part"), FULL);
          WEIGHTS_WRITER.write(directory, values);
        };
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> save(2, onFullDisk))
        .withMessage(
            "%s: step 2 could not be saved: No space left on device; go on from the last checkpoint, step-1, once it can be",
            folder.resolve("run"));
    assertThat(run().restore(PARAMETERS.size(), optimizer::restore)).isEqualTo(new Progress(1, 10));
    save(2, WEIGHTS_WRITER);
    assertThat(run().restore(PARAMETERS.size(), optimizer::restore)).isEqualTo(new Progress(2, 20));
  }
}
