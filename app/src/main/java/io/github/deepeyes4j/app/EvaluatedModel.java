package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.eval.benchmark.RealxItems;
import io.github.deepeyes4j.eval.run.EvalConfig;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.realx.RealxMini;
import io.github.deepeyes4j.world.realx.oracle.OracleModel;
import io.github.deepeyes4j.world.realx.scene.TextReader;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// Who is evaluated. Nothing is read or started before it is asked for.
///
/// @param modes how it is spoken to
/// @param start starts it for so many conversations at a time
/// @param weights names its files
/// @param tokenNames what its tokens say
record EvaluatedModel(
    Supplier<Protocol.Modes> modes,
    IntFunction<ChatModel> start,
    Supplier<String> weights,
    Supplier<TokenNames> tokenNames) {

  /// The model that the command line names, or else the configuration.
  static EvaluatedModel chosen(EvalConfig config, ModelOption option) {
    option.useUnlessGiven(config.model());
    return new EvaluatedModel(option::modes, option::start, option::weights, option::tokenNames);
  }

  /// RealX-Mini's oracle, spoken to as the model would be.
  static EvaluatedModel oracle(EvalConfig config, ModelOption option) {
    boolean isRealx =
        config.benchmarks().size() == 1
            && config.benchmarks().getFirst().name().equalsIgnoreCase(RealxItems.BENCHMARK.name());
    if (!isRealx) {
      throw new BadInputException(
          "--oracle knows the benchmark %s only; the configuration must name it alone"
              .formatted(RealxItems.BENCHMARK.name()));
    }
    option.useUnlessGiven(config.model());
    return new EvaluatedModel(
        () -> stated(option.modes()), _ -> open(config), () -> "oracle", option::tokenNames);
  }

  private static Protocol.Modes stated(Protocol.Modes modes) {
    if (!modes.agent().pictureSizes()) {
      throw new BadInputException(
          "--oracle needs prompts that state the sizes of pictures; set picture-sizes to true");
    }
    return modes;
  }

  private static ChatModel open(EvalConfig config) {
    return new OracleModel(
        RealxMini.load(config.benchmarks().getFirst().file()),
        new TextReader(Assets.load(Home.assets()).fonts()));
  }
}
