package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.weights.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;

/// A model directory in memory: weights, tokenizer, image processor.
public record LoadedModel(
    QwenVl model, Tokenizer tokenizer, ImageProcessor imageProcessor, Checkpoint checkpoint)
    implements AutoCloseable {

  /// Loads a Hugging Face directory; a [BadInputException] names what is missing or does not fit.
  public static LoadedModel load(Path directory, Placement placement) {
    if (!Files.isDirectory(directory)) {
      throw new BadInputException(directory + ": no such model directory");
    }
    QwenVlConfig config = QwenVlConfig.load(directory.resolve("config.json"));
    ImageProcessor imageProcessor =
        ImageProcessor.load(directory.resolve("preprocessor_config.json"));
    Tokenizer tokenizer = Tokenizer.load(directory.resolve("tokenizer.json"));
    if (tokenizer.vocabularySize() > config.text().vocabulary()) {
      throw new BadInputException(
          "%s: the tokenizer has %d tokens, the model only %d"
              .formatted(directory, tokenizer.vocabularySize(), config.text().vocabulary()));
    }
    Checkpoint checkpoint = Checkpoint.open(directory, placement);
    return new LoadedModel(
        new QwenVl(config, checkpoint, placement), tokenizer, imageProcessor, checkpoint);
  }

  @Override
  public void close() {
    checkpoint.close();
    tokenizer.close();
  }
}
