package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.trace.TraceRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `deepeyes trace`: a stored run as pages.
@Command(
    name = "trace",
    description = {
      "Writes a run that eval or world has stored as pages that open offline: index.html and one"
          + " page a trajectory.",
      "With --id one trajectory, as a single file with its pictures inside."
    })
final class TraceCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The run: trajectories.jsonl and images/.")
  private Path directory = Path.of(".");

  @Option(
      names = "--out",
      paramLabel = "DIR|FILE",
      description =
          "Where to write: a directory, which refers to the run's pictures (default: the run's),"
              + " or with --id a file (default: trace.html).")
  private @Nullable Path out;

  @Option(names = "--id", paramLabel = "ID", description = "The trajectory to write alone.")
  private @Nullable String id;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "The model whose tokenizer says what tokens mean; tokens of others are shown as numbers."
              + " Default: the nano model.")
  private @Nullable Path model;

  @Override
  public Integer call() {
    Path tokenizer = model == null ? Home.directory().resolve("models/nano") : model;
    try (TokenNames tokens = TokenNames.of(tokenizer.resolve("tokenizer.json"))) {
      TraceRun run = TraceRun.open(directory, tokens);
      System.out.println(write(run).toUri());
    }
    return 0;
  }

  private Path write(TraceRun run) {
    Path target = out != null ? out : id == null ? directory : Path.of("trace.html");
    try {
      return id == null ? run.write(target) : run.writeAlone(id, target);
    } catch (IOException e) {
      throw new BadInputException("%s: cannot be written: %s".formatted(target, e.getMessage()), e);
    }
  }
}
