package io.github.deepeyes4j.train.run;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.Companions;
import io.github.deepeyes4j.model.weights.SafeTensors;
import io.github.deepeyes4j.model.weights.SafeTensorsWriter;
import io.github.deepeyes4j.train.optim.AdamW;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// A training run on disk: `step-N` directories, each a model or an adapter that Hugging Face
/// libraries load, with the optimiser's state beside it. A checkpoint appears under its name only
/// when it is complete.
public final class RunDirectory {
  private static final String PREFIX = "step-";
  private static final String STATE = "trainer.safetensors";

  private final Path directory;
  private final Path start;

  /// How far a run has come.
  ///
  /// @param step steps done
  /// @param cursor the first number that its data has not used
  public record Progress(int step, long cursor) {}

  /// Writes trained parameters so that they can be loaded.
  public interface ParametersWriter {
    void write(Path directory, Map<String, Tensor> values) throws IOException;
  }

  private RunDirectory(Path directory, Path start) {
    this.directory = directory;
    this.start = start;
  }

  public static RunDirectory open(Path directory, Path start) throws IOException {
    if (!Files.isDirectory(start)) {
      throw new BadInputException(start + ": no such model directory");
    }
    Files.createDirectories(directory);
    return new RunDirectory(directory, start);
  }

  /// The model directory to go on from.
  public Path weights() throws IOException {
    return lastCheckpoint().orElse(start);
  }

  public Optional<Path> lastCheckpoint() throws IOException {
    List<Path> saved = checkpoints();
    return saved.isEmpty() ? Optional.empty() : Optional.of(saved.getLast());
  }

  /// Complete checkpoints, oldest first.
  private List<Path> checkpoints() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(path -> path.getFileName().toString().matches(PREFIX + "\\d+"))
          .sorted(Comparator.comparingInt(RunDirectory::step))
          .toList();
    }
  }

  private static int step(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().substring(PREFIX.length()));
  }

  /// What an earlier run left beside the weights under names that begin with `prefix`.
  public Map<String, Tensor> kept(String prefix) throws IOException {
    Path file = weights().resolve(STATE);
    if (!Files.exists(file)) {
      return Map.of();
    }
    Map<String, Tensor> kept = new LinkedHashMap<>();
    try (Arena arena = Arena.ofConfined()) {
      SafeTensors state = SafeTensors.open(file, arena);
      for (String name : state.names()) {
        if (name.startsWith(prefix)) {
          kept.put(name, state.tensor(name).clone());
        }
      }
    }
    return kept;
  }

  /// Loads the last checkpoint's state; nothing is done in a new run.
  ///
  /// @param parameters how many are trained
  /// @param optimizer takes the state over
  public Progress restore(long parameters, Consumer<AdamW.State> optimizer) throws IOException {
    List<Path> saved = checkpoints();
    if (saved.isEmpty()) {
      return new Progress(0, 0);
    }
    int step = step(saved.getLast());
    try (Arena arena = Arena.ofConfined();
        PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      SafeTensors state = SafeTensors.open(saved.getLast().resolve(STATE), arena);
      if (state.tensor("mean").numel() != parameters) {
        throw new BadInputException(
            "%s: was trained with other parameters frozen; go on as it began, or begin in a new directory"
                .formatted(saved.getLast()));
      }
      optimizer.accept(
          new AdamW.State(state.tensor("mean"), state.tensor("square"), number(state, "updates")));
      return new Progress(step, number(state, "cursor"));
    }
  }

  private static long number(SafeTensors state, String name) {
    return Tensors.longs(state.tensor(name))[0];
  }

  /// Writes a checkpoint and removes all but the last two. When it cannot be written, a full disk
  /// for one, the [BadInputException] says why; what was saved before is unharmed.
  ///
  /// @param writer writes the parameters
  /// @param beside parameters that are kept beside them, for [#kept]
  public void save(
      Progress progress,
      ParametersWriter writer,
      Map<String, Tensor> parameters,
      Map<String, Tensor> beside,
      AdamW.State optimizer)
      throws IOException {
    Path target = directory.resolve(PREFIX + progress.step());
    if (Files.exists(target)) {
      return;
    }
    try {
      write(target, writer, parameters, state(progress, beside, optimizer));
    } catch (IOException e) {
      throw new BadInputException(
          "%s: step %d could not be saved: %s; go on from the last checkpoint%s once it can be"
              .formatted(
                  directory,
                  progress.step(),
                  e.getMessage(),
                  lastCheckpoint().map(last -> ", " + last.getFileName() + ",").orElse("")),
          e);
    }
    List<Path> saved = checkpoints();
    for (Path old : saved.subList(0, Math.max(0, saved.size() - 2))) {
      deleteTree(old);
    }
  }

  private static Map<String, Tensor> state(
      Progress progress, Map<String, Tensor> beside, AdamW.State optimizer) {
    Map<String, Tensor> state = new LinkedHashMap<>(beside);
    state.put("mean", optimizer.mean());
    state.put("square", optimizer.square());
    state.put("updates", Tensors.of(new long[] {optimizer.steps()}, 1));
    state.put("cursor", Tensors.of(new long[] {progress.cursor()}, 1));
    return state;
  }

  private void write(
      Path target,
      ParametersWriter writer,
      Map<String, Tensor> parameters,
      Map<String, Tensor> state)
      throws IOException {
    Path partial = directory.resolve("partial");
    deleteTree(partial);
    Files.createDirectories(partial);
    writer.write(partial, parameters);
    SafeTensorsWriter.write(partial.resolve(STATE), state);
    Companions.copy(start, partial);
    Files.move(partial, target);
  }

  private static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
