package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.model.lora.AdaptedModel;
import io.github.deepeyes4j.model.lora.LoraConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `deepeyes merge`: a model of a base and an adapter.
@Command(
    name = "merge",
    description = "Works a LoRA adapter into its base model and writes the result as a model.")
final class MergeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ADAPTER", description = "A directory in PEFT's file layout.")
  private Path adapter = Path.of(".");

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description = "The base's model directory. Default: the one that the adapter names.")
  private @Nullable Path base;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new directory.")
  private Path out = Path.of(".");

  @Override
  public Integer call() throws Exception {
    if (!LoraConfig.isAt(adapter)) {
      throw new BadInputException(adapter + ": no adapter directory");
    }
    if (Files.exists(out)) {
      throw new BadInputException(out + ": exists already");
    }
    AdaptedModel.write(adapter, base == null ? AdaptedModel.base(adapter) : base, out);
    System.out.println(out);
    return 0;
  }
}
