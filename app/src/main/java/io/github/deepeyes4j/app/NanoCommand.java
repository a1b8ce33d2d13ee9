package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.train.nano.NanoModel;
import io.github.deepeyes4j.world.assets.Assets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `deepeyes nano`: an untrained nano model.
@Command(
    name = "nano",
    description =
        "Writes an untrained nano model (a small Qwen2.5-VL) to train with 'deepeyes sft'.")
final class NanoCommand implements Callable<Integer> {
  @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new directory.")
  private Path out = Path.of(".");

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the random weights. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() throws Exception {
    if (Files.exists(out.resolve("model.safetensors"))) {
      throw new BadInputException(out + ": already holds a model");
    }
    NanoModel.create(out, Assets.load(Home.assets()), seed);
    System.out.println(out);
    return 0;
  }
}
