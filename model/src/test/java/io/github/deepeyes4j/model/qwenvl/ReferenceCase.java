package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Patches;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.Checkpoint;
import io.github.deepeyes4j.model.weights.SafeTensors;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// A model directory, its pictures and the reference's results, as `oracle/qwen2_5_vl.py` wrote
/// them.
public record ReferenceCase(
    Path directory, QwenVlConfig config, ImageProcessor processor, SafeTensors expected) {
  public static ReferenceCase open(String name) {
    Path directory = Path.of("../model/src/test/resources/oracle", name);
    return new ReferenceCase(
        directory,
        QwenVlConfig.load(directory.resolve("config.json")),
        ImageProcessor.load(directory.resolve("preprocessor_config.json")),
        SafeTensors.open(directory.resolve("expected.safetensors"), Arena.global()));
  }

  public QwenVl model(Placement.Precision precision) {
    Placement placement = new Placement("cpu", precision);
    return new QwenVl(config, Checkpoint.open(directory, placement), placement);
  }

  public List<Picture> pictures() {
    return IntStream.range(1, 10)
        .mapToObj(i -> directory.resolve("image_%d.png".formatted(i)))
        .filter(Files::exists)
        .map(PictureDecoder::decode)
        .toList();
  }

  List<Patches> patches() {
    return pictures().stream().map(processor::process).toList();
  }

  public TokenSequence sequence() {
    long[] ids = Tensors.longs(expected.tensor("tokens"));
    int[] tokens = new int[ids.length];
    List<ImageSpan> spans = new ArrayList<>();
    List<Picture> pictures = pictures();
    for (int t = 0; t < ids.length; t++) {
      tokens[t] = Math.toIntExact(ids[t]);
      boolean begins = tokens[t] == config.imageToken() && tokens[t - 1] != config.imageToken();
      if (begins) {
        Picture picture = pictures.get(spans.size());
        spans.add(new ImageSpan(t, processor.grid(picture), picture));
      }
    }
    return new TokenSequence(tokens, new boolean[ids.length], new float[ids.length], spans);
  }

  public Tensor expected(String name) {
    return expected.tensor(name);
  }
}
