package io.github.deepeyes4j.bench;

import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.train.parallel.SingleProcess;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.SampleSource;
import io.github.deepeyes4j.train.sft.SftConfig;
import io.github.deepeyes4j.train.sft.SftTrainer;
import io.github.deepeyes4j.train.sft.TrainingLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.json.JsonMapper;

/// The supervised trainer on conversations of one to five turns: `CONFIG DIR`. Each turn is a
/// picture, some text and an answer of random numbers. Writes every sample to DIR, where
/// `training_speed.py` reads them to take the same steps with PyTorch; the run's `metrics.jsonl`
/// goes there too. From the checkout's directory.
public final class TrainingSpeed {
  private static final int TURNS = 5;

  private final Conversations conversations = new Conversations();
  private final ChatEncoder encoder;

  private TrainingSpeed(Path model) {
    this.encoder =
        new ChatEncoder(
            Tokenizer.load(model.resolve("tokenizer.json")),
            ImageProcessor.load(model.resolve("preprocessor_config.json")));
  }

  /// A sample for the peer.
  private record Row(int[] tokens, boolean[] action, List<String> pictures) {}

  public static void main(String[] arguments) throws Exception {
    Path out = Files.createDirectories(Path.of(arguments[1]));
    Threads.use(1);
    SftConfig config =
        Configs.load(Path.of(arguments[0]), SftConfig.class, List.of("out=" + out.resolve("run")));
    TrainingSpeed bench = new TrainingSpeed(Path.of(config.from()));
    int count =
        config.learningRate().schedule(OptionalDouble.empty()).steps()
            * config.mix().getOrDefault("conversations", 0);
    List<TokenSequence> samples = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      samples.add(bench.sample(number));
    }
    write(out, samples);
    SampleSource source =
        number -> new Sample.Conversation(samples.get((int) (number % samples.size())));
    new SftTrainer(config, Map.of("conversations", source), List.of(), new SingleProcess())
        .run(new TrainingLog(System.out, 1), () -> false);
    Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .forEach(System.out::println);
  }

  /// Lengths differ as trajectories' do.
  private TokenSequence sample(int number) {
    return encoder.encode(conversations.answered(number, 1 + number % TURNS));
  }

  private static void write(Path directory, List<TokenSequence> samples) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (TokenSequence sample : samples) {
      List<String> pictures = new ArrayList<>();
      for (ImageSpan image : sample.images()) {
        String name = image.picture().digest() + ".png";
        Files.write(directory.resolve(name), image.picture().toPng());
        pictures.add(name);
      }
      lines
          .append(
              JsonMapper.shared()
                  .writeValueAsString(new Row(sample.tokens(), sample.action(), pictures)))
          .append('\n');
    }
    Files.writeString(directory.resolve("samples.jsonl"), lines);
  }
}
