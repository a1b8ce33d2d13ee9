package io.github.deepeyes4j.search.image;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.image.Picture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A vision model in ONNX, such as CLIP's, SigLIP's or DINOv2's, on ONNX Runtime.
///
/// The model has one input, `batch x 3 x height x width` floats. Of its outputs `image_embeds` is
/// taken, else `pooler_output`, else the first; one of rank 3 (`batch x tokens x components`) is
/// averaged over the tokens, one of rank 4 (`batch x components x rows x columns`) over the places.
/// A call uses one core. Safe for concurrent use.
public final class OnnxImageEncoder implements ImageEncoder {
  private static final String EMBEDDED = "efficientnet-lite0";

  /// EfficientNet-Lite0's own: values of [0, 255] become `(x - 127) / 128`.
  private static final Preprocessing EMBEDDED_INPUT =
      new Preprocessing(
          224,
          224,
          null,
          "bicubic",
          List.of(127 / 255.0, 127 / 255.0, 127 / 255.0),
          List.of(128 / 255.0, 128 / 255.0, 128 / 255.0));

  private static final List<String> POOLED = List.of("image_embeds", "pooler_output");

  private final String id;
  private final Preprocessing preprocessing;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final String input;
  private final String output;
  private final int dimension;

  private OnnxImageEncoder(String id, byte[] model, Preprocessing preprocessing)
      throws OrtException {
    this.id = id;
    this.preprocessing = preprocessing;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      this.session = environment.createSession(model, options);
    }
    try {
      this.input = input(session);
      this.output = output(session);
      // What no header says is seen on a first picture: that the model runs, and how wide it is.
      this.dimension = run(Picture.ofRgb(1, 1, new byte[] {90, 120, 60})).length;
    } catch (OrtException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /// Loads a model; what it does to pictures is read from beside it: `NAME.yaml` with the keys
  /// width, height, shortest-edge (optional), resample, mean and std, or a Hugging Face
  /// `preprocessor_config.json`. A [BadInputException] says what does not fit.
  public static OnnxImageEncoder load(Path model) {
    if (!Files.isRegularFile(model)) {
      throw new BadInputException(model + ": no such model");
    }
    Preprocessing preprocessing = Preprocessing.beside(model);
    try {
      byte[] bytes = Files.readAllBytes(model);
      String digest =
          Digests.sha256(bytes, preprocessing.toString().getBytes(StandardCharsets.UTF_8));
      String name = model.getFileName().toString().replaceFirst("\\.onnx$", "");
      return new OnnxImageEncoder(name + "-" + digest.substring(0, 12), bytes, preprocessing);
    } catch (IOException e) {
      throw new BadInputException(model + ": cannot be read: " + e.getMessage(), e);
    } catch (OrtException e) {
      throw new BadInputException(
          "%s: ONNX Runtime cannot use it: %s".formatted(model, e.getMessage()), e);
    } catch (BadInputException e) {
      throw new BadInputException(model + ": " + e.getMessage(), e);
    }
  }

  /// The model that comes along: EfficientNet-Lite0 (Tan and Le, 2019), trained on ImageNet,
  /// without its classifier. 1280 components.
  public static OnnxImageEncoder embedded() {
    try (InputStream model = OnnxImageEncoder.class.getResourceAsStream(EMBEDDED + ".onnx")) {
      if (model == null) {
        throw new IllegalStateException("the program lacks its resource " + EMBEDDED + ".onnx");
      }
      return new OnnxImageEncoder(EMBEDDED, model.readAllBytes(), EMBEDDED_INPUT);
    } catch (IOException e) {
      throw new UncheckedIOException(EMBEDDED + " cannot be read", e);
    } catch (OrtException e) {
      throw new IllegalStateException(EMBEDDED + " cannot be loaded", e);
    }
  }

  private static String input(OrtSession session) throws OrtException {
    Map<String, NodeInfo> inputs = session.getInputInfo();
    NodeInfo only = inputs.values().iterator().next();
    if (inputs.size() != 1 || !isFloats(only, 4, 4)) {
      throw new BadInputException(
          "takes %s; a vision model with one input of batch x 3 x height x width floats is wanted"
              .formatted(String.join(", ", inputs.keySet())));
    }
    return only.getName();
  }

  private static String output(OrtSession session) throws OrtException {
    Map<String, NodeInfo> outputs = session.getOutputInfo();
    NodeInfo chosen =
        POOLED.stream()
            .filter(outputs::containsKey)
            .findFirst()
            .map(outputs::get)
            .orElseGet(() -> outputs.values().iterator().next());
    if (!isFloats(chosen, 2, 4)) {
      throw new BadInputException(
          "output %s holds no vectors: floats of rank 2, 3 or 4 are wanted"
              .formatted(chosen.getName()));
    }
    return chosen.getName();
  }

  private static boolean isFloats(NodeInfo node, int minRank, int maxRank) {
    return node.getInfo() instanceof TensorInfo tensor
        && tensor.type == OnnxJavaType.FLOAT
        && tensor.getShape().length >= minRank
        && tensor.getShape().length <= maxRank;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public float[] encode(Picture picture) {
    try {
      return run(picture);
    } catch (OrtException e) {
      throw new IllegalStateException(id + " failed on a picture", e);
    }
  }

  private float[] run(Picture picture) throws OrtException {
    FloatBuffer values = FloatBuffer.wrap(preprocessing.apply(picture));
    long[] shape = {1, 3, preprocessing.height(), preprocessing.width()};
    try (OnnxTensor pixels = OnnxTensor.createTensor(environment, values, shape);
        OrtSession.Result result = session.run(Map.of(input, pixels), Set.of(output))) {
      OnnxTensor features = (OnnxTensor) result.get(0);
      return Vectors.unit(pool(features.getFloatBuffer(), features.getInfo().getShape()), id);
    }
  }

  private static float[] pool(FloatBuffer features, long[] shape) {
    boolean componentsLast = shape.length == 3;
    int components = (int) (componentsLast ? shape[2] : shape[1]);
    int places = features.remaining() / components;
    float[] sum = new float[components];
    for (int component = 0; component < components; component++) {
      for (int place = 0; place < places; place++) {
        sum[component] +=
            features.get(
                componentsLast ? place * components + component : component * places + place);
      }
    }
    return sum;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(id + " cannot be closed", e);
    }
  }
}
