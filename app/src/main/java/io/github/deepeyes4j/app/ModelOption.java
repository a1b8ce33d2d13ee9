package io.github.deepeyes4j.app;

import io.github.deepeyes4j.app.remote.RemoteChatModel;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.engine.EngineChatModel;
import io.github.deepeyes4j.engine.LoadedModel;
import io.github.deepeyes4j.eval.run.EvalConfig;
import io.github.deepeyes4j.model.lora.AdaptedModel;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which model to use, and how: options that several commands share.
final class ModelOption {
  /// Parameter bytes above which an operation gains from more than one thread.
  private static final long SMALL_MODEL_BYTES = 200L << 20;

  @Option(
      names = "--model",
      paramLabel = "DIR|URL",
      description =
          "A model directory, an adapter's directory, or the base URL of an OpenAI-compatible server"
              + " (http://host:port/v1); several URLs, with commas, share the conversations."
              + " Default: the nano model that comes along.")
  private @Nullable String model;

  @Option(
      names = "--served-name",
      paramLabel = "NAME",
      description = "The model's name on the server. Default: the first one it lists.")
  private @Nullable String servedName;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu, cuda or cuda:N. Default: ${DEFAULT-VALUE}.")
  private String device = "cpu";

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      defaultValue = "fp32",
      description = "fp32 or bf16. Default: ${DEFAULT-VALUE}.")
  private String precision = "fp32";

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description = "Prompts to use instead of the model's own (agent.yaml) or the built-in ones.")
  private @Nullable Path prompts;

  /// A model that a configuration names, not the command line.
  static ModelOption of(String model, @Nullable String servedName, @Nullable String prompts) {
    ModelOption option = new ModelOption();
    option.model = model;
    option.servedName = servedName;
    option.prompts = prompts == null ? null : Path.of(prompts);
    return option;
  }

  /// Takes the model that a configuration names, where the command line names none.
  void useUnlessGiven(EvalConfig.@Nullable Model configured) {
    if (model != null || configured == null) {
      return;
    }
    model = configured.path();
    servedName = configured.servedName();
    device = configured.device() == null ? device : configured.device();
    precision = configured.precision() == null ? precision : configured.precision();
    prompts = configured.prompts();
  }

  /// Names the model's files by names, sizes, beginnings and ends; a remote one by that word.
  String weights() {
    return isRemote() ? "remote" : ModelFingerprint.of(directory());
  }

  boolean isRemote() {
    return model != null && model.matches("https?://.*");
  }

  /// The directory of a model in this process, or of an adapter.
  private Path directory() {
    return model == null ? Home.directory().resolve("models/nano") : Path.of(model);
  }

  /// The directory of the model, of an adapter's base if it is one.
  private Path base() {
    return AdaptedModel.base(directory());
  }

  /// Starts the model.
  ///
  /// @param rows conversations at a time
  ChatModel start(int rows) {
    return isRemote()
        ? RemoteChatModel.connect(List.of(String.valueOf(model).split(",", -1)), servedName)
        : startHere(rows);
  }

  /// Starts a model that must not be remote.
  ///
  /// @param rows conversations at a time
  EngineChatModel startHere(int rows) {
    Path directory = directory();
    Placement placement = new Placement(device, Placement.Precision.of(precision));
    LoadedModel loaded = LoadedModel.load(directory, placement);
    Threads.use(isSmall(loaded) ? 1 : Runtime.getRuntime().availableProcessors());
    int context = loaded.model().config().text().maxPositions();
    return EngineChatModel.start(
        directory.toAbsolutePath().normalize().getFileName().toString(), loaded, rows, context);
  }

  private static boolean isSmall(LoadedModel loaded) {
    return loaded.model().parameters().values().stream().mapToLong(t -> t.nbytes()).sum()
        < SMALL_MODEL_BYTES;
  }

  /// How the model is spoken to.
  Protocol.Modes modes() {
    if (prompts != null) {
      return Configs.load(prompts, Protocol.Modes.class);
    }
    return isRemote() ? builtInModes() : modes(base());
  }

  /// How a model is spoken to: by its own prompts, or the built-in ones when it has none.
  static Protocol.Modes modes(Path directory) {
    Path own = directory.resolve("agent.yaml");
    return Files.exists(own) ? Configs.load(own, Protocol.Modes.class) : builtInModes();
  }

  private static Protocol.Modes builtInModes() {
    return Configs.parse(
        Home.resource("prompts.yaml"), "built-in prompts", Protocol.Modes.class, List.of());
  }

  /// What the model's tokens say; nothing is known of a remote one.
  TokenNames tokenNames() {
    return TokenNames.of(isRemote() ? null : base().resolve("tokenizer.json"));
  }

  /// How the model sees pictures; a remote one as the nano model does.
  ImageProcessor view() {
    Path directory = isRemote() ? Home.directory().resolve("models/nano") : base();
    return ImageProcessor.load(directory.resolve("preprocessor_config.json"));
  }
}
