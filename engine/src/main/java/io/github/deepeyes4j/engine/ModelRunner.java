package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Patches;
import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.RopeIndex;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// Runs the model on cached rows and reads scores back. Confined to the engine's thread.
final class ModelRunner implements AutoCloseable {
  private final QwenVl model;
  private final ImageProcessor imageProcessor;
  private final KvCache cache;

  ModelRunner(QwenVl model, ImageProcessor imageProcessor, int rows, int context) {
    this.model = model;
    this.imageProcessor = imageProcessor;
    this.cache = new KvCache(model, rows, context);
  }

  /// Reads a prompt into a row, except for the tokens that the row holds; the scores of the token
  /// after it.
  float[] prefill(int row, TokenSequence prompt, int held) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      TokenSequence rest = suffix(prompt, held);
      RopeIndex positions = RopeIndex.of(prompt).from(held);
      List<Patches> patches =
          rest.images().stream().map(image -> imageProcessor.process(image.picture())).toList();
      Tensor features = patches.isEmpty() ? new Tensor() : model.see(patches);
      Tensor hidden =
          model.hidden(
              model.embed(List.of(rest), features), List.of(positions), cache.prefill(row, held));
      return Tensors.floats(model.logits(hidden.narrow(1, rest.length() - 1, 1)));
    }
  }

  private static TokenSequence suffix(TokenSequence prompt, int from) {
    List<ImageSpan> images =
        prompt.images().stream()
            .filter(image -> image.start() >= from)
            .map(image -> new ImageSpan(image.start() - from, image.grid(), image.picture()))
            .toList();
    return new TokenSequence(
        Arrays.copyOfRange(prompt.tokens(), from, prompt.length()),
        Arrays.copyOfRange(prompt.action(), from, prompt.length()),
        Arrays.copyOfRange(prompt.logprobs(), from, prompt.length()),
        images);
  }

  /// Adds one token to each of the first rows.
  ///
  /// @param tokens the token of each row
  /// @param held how many tokens each row holds before it; [KvCache#IDLE] for a row not in use
  /// @param ropePositions the token's rotary position
  /// @return the scores of each row's next token
  float[][] decode(int[] tokens, int[] held, int[] ropePositions) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      Tensor x = model.embed(Tensors.indices(tokens).view(tokens.length, 1));
      List<RopeIndex> positions = IntStream.of(ropePositions).mapToObj(RopeIndex::single).toList();
      Tensor logits = model.logits(model.hidden(x, positions, cache.decode(held)));
      float[] flat = Tensors.floats(logits);
      int vocabulary = flat.length / tokens.length;
      return IntStream.range(0, tokens.length)
          .mapToObj(row -> Arrays.copyOfRange(flat, row * vocabulary, (row + 1) * vocabulary))
          .toArray(float[][]::new);
    }
  }

  @Override
  public void close() {
    cache.close();
  }
}
