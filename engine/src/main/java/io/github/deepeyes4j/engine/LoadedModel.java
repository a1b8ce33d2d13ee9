package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.model.lora.AdaptedModel;
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
  /// Of an adapter's directory the base that it names is loaded, with the adapter worked in.
  public static LoadedModel load(Path directory, Placement placement) {
    if (!Files.isDirectory(directory)) {
      throw new BadInputException(directory + ": no such model directory");
    }
    Path base = AdaptedModel.base(directory);
    QwenVlConfig config = QwenVlConfig.load(base.resolve("config.json"));
    ImageProcessor imageProcessor = ImageProcessor.load(base.resolve("preprocessor_config.json"));
    Tokenizer tokenizer = Tokenizer.load(base.resolve("tokenizer.json"));
    if (tokenizer.vocabularySize() > config.text().vocabulary()) {
      throw new BadInputException(
          "%s: the tokenizer has %d tokens, the model only %d"
              .formatted(base, tokenizer.vocabularySize(), config.text().vocabulary()));
    }
    Checkpoint checkpoint = Checkpoint.open(base, placement);
    QwenVl model = new QwenVl(config, checkpoint, placement);
    return new LoadedModel(
        base.equals(directory) ? model : AdaptedModel.merge(model, directory),
        tokenizer,
        imageProcessor,
        checkpoint);
  }

  @Override
  public void close() {
    checkpoint.close();
    tokenizer.close();
  }
}
