package io.github.deepeyes4j.search.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;

/// all-MiniLM-L6-v2 with weights of 8 bits: 6 layers, 384 components, the mean over the tokens of
/// the last layer. Wang et al., "MiniLM" (2020); Reimers and Gurevych, "Sentence-BERT" (2019).
///
/// Texts are encoded one by one, a thread each: the activations' scale is taken over a whole batch,
/// so in a batch a text's vector would depend on its neighbours.
final class MiniLm implements SentenceEncoder {
  static final String ID = "all-minilm-l6-v2-q";

  private static final int DIMENSION = 384;

  /// What the model takes; the rest of a text is not seen.
  private static final int MAX_TOKENS = 512;

  static {
    // The library must neither download a native file nor report its use.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
  }

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final HuggingFaceTokenizer tokenizer;
  private final OrtSession session;

  private MiniLm(HuggingFaceTokenizer tokenizer, byte[] weights) throws OrtException {
    this.tokenizer = tokenizer;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      this.session = environment.createSession(weights, options);
    }
  }

  /// Loads the weights from the class path, in about 0.2 s.
  static MiniLm load() {
    try (InputStream vocabulary = resource(ID + "-tokenizer.json");
        InputStream weights = resource(ID + ".onnx")) {
      Map<String, String> options =
          Map.of(
              "padding", "false", "truncation", "true", "maxLength", Integer.toString(MAX_TOKENS));
      return new MiniLm(
          HuggingFaceTokenizer.newInstance(vocabulary, options), weights.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(ID + " cannot be read", e);
    } catch (OrtException e) {
      throw new IllegalStateException(ID + " cannot be loaded", e);
    }
  }

  private static InputStream resource(String name) {
    InputStream stream = MiniLm.class.getResourceAsStream("/" + name);
    if (stream == null) {
      throw new IllegalStateException("the program lacks its resource " + name);
    }
    return stream;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int dimension() {
    return DIMENSION;
  }

  @Override
  public List<float[]> encode(List<String> texts) {
    return texts.parallelStream().map(this::encode).toList();
  }

  private float[] encode(String text) {
    Encoding tokens = tokenizer.encode(text);
    try (OnnxTensor ids = row(tokens.getIds());
        OnnxTensor mask = row(tokens.getAttentionMask());
        OnnxTensor types = row(tokens.getTypeIds());
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
      return direction(((OnnxTensor) result.get(0)).getFloatBuffer());
    } catch (OrtException e) {
      throw new IllegalStateException(ID + " failed on a text", e);
    }
  }

  private OnnxTensor row(long[] values) throws OrtException {
    return OnnxTensor.createTensor(
        environment, LongBuffer.wrap(values), new long[] {1, values.length});
  }

  /// The direction of the tokens' mean.
  ///
  /// @param states (tokens, [#DIMENSION])
  private static float[] direction(FloatBuffer states) {
    float[] sum = new float[DIMENSION];
    while (states.hasRemaining()) {
      for (int i = 0; i < DIMENSION; i++) {
        sum[i] += states.get();
      }
    }
    double squares = 0;
    for (float component : sum) {
      squares += component * component;
    }
    float length = (float) Math.sqrt(squares);
    for (int i = 0; i < DIMENSION; i++) {
      sum[i] /= length;
    }
    return sum;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(ID + " cannot be closed", e);
    }
    tokenizer.close();
  }
}
