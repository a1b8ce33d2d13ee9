package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.weights.RandomParameters;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// A random model of 2 layers with a real tokenizer: what it says is nonsense, how it says it is
/// not.
final class TinyModel {
  static final Tokenizer TOKENIZER =
      Tokenizer.load(Path.of("../core/src/test/resources/tokenizer.json"));
  static final ImageProcessor VIEW =
      new ImageProcessor(
          new ImageProcessor.Settings(
              56 * 56, 84 * 84, 14, 2, 2, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5)));

  private TinyModel() {}

  static QwenVl create() {
    return create(TOKENIZER.vocabularySize());
  }

  /// @param vocabulary ids that the model has scores for
  static QwenVl create(int vocabulary) {
    QwenVlConfig config =
        new QwenVlConfig(
            new QwenVlConfig.Text(vocabulary, 32, 48, 2, 4, 2, 512, 1e-6, 1000, List.of(1, 1, 2)),
            new QwenVlConfig.Vision(32, 48, 2, 4, 32, 14, 2, 2, 56, List.of(1)),
            TOKENIZER.id("<|image_pad|>"),
            false);
    return new QwenVl(config, new RandomParameters(3, 2, false), Placement.CPU_FP32);
  }

  /// A picture of noise and a question about it.
  static TokenSequence prompt(ChatEncoder encoder) {
    byte[] rgb = new byte[3 * 60 * 60];
    new Random(5).nextBytes(rgb);
    Picture picture = Picture.ofRgb(60, 60, rgb);
    return encoder.encodePrompt(
        List.of(Message.user(List.of(Content.image(picture), Content.text("What is it?")))), "");
  }
}
