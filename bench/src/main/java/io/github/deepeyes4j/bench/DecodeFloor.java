package io.github.deepeyes4j.bench;

import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.engine.EngineChatModel;
import io.github.deepeyes4j.engine.LoadedModel;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.model.weights.RandomParameters;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// What a token of a single conversation costs the engine beside what it must cost: reading the
/// weights and the cache, and the calls into libtorch. From the checkout's directory.
///
/// Reading is timed on as many bytes; the calls on a model of nano's depth and heads that is so
/// narrow that its arithmetic costs nothing. CPU time of one thread, the best of several rounds.
public final class DecodeFloor {
  private static final int ROUNDS = 12;
  private static final int CONTEXT = 512;
  private static final int SHORT = 64;
  private static final int LONG = 448;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private DecodeFloor() {}

  public static void main(String[] arguments) throws Exception {
    Threads.use(1);
    long bytes = bytesOfAToken();
    double reading = reading(bytes);
    double calls = token(narrow());
    double token = token(nano());
    System.out.printf(
        Locale.ROOT,
        "reading %.1f MB at %.1f GB/s: %.0f µs; calls: %.0f µs; floor: %.0f µs%n"
            + "measured: %.0f µs, %.2f times the floor%n",
        bytes / 1e6,
        bytes / reading / 1e3,
        reading,
        calls,
        reading + calls,
        token,
        token / (reading + calls));
  }

  private static LoadedModel nano() {
    return LoadedModel.load(Path.of("models/nano"), Placement.CPU_FP32);
  }

  /// What decoding reads: the decoder's matrices, and keys and values of a middling context.
  private static long bytesOfAToken() {
    try (LoadedModel nano = nano()) {
      QwenVlConfig.Text text = nano.model().config().text();
      long weights =
          nano.model().parameters().entrySet().stream()
              .filter(named -> !named.getKey().startsWith("visual."))
              .filter(named -> !named.getKey().equals("model.embed_tokens.weight"))
              .mapToLong(named -> named.getValue().nbytes())
              .sum();
      long cachedToken = 2L * Float.BYTES * text.layers() * text.kvHeads() * text.headWidth();
      return weights + cachedToken * (SHORT + LONG) / 2;
    }
  }

  /// Microseconds that reading so many bytes takes.
  private static double reading(long bytes) {
    try (PointerScope _ = new PointerScope()) {
      Tensor half = torch.ones(bytes / 2 / Float.BYTES);
      Tensor other = torch.ones(bytes / 2 / Float.BYTES);
      double best = Double.MAX_VALUE;
      for (int round = 0; round < 20 * ROUNDS; round++) {
        long start = THREADS.getCurrentThreadCpuTime();
        half.dot(other);
        best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - start) / 1e3);
      }
      return best;
    }
  }

  private static LoadedModel narrow() {
    LoadedModel nano = nano();
    QwenVlConfig config = nano.model().config();
    QwenVlConfig.Text text = config.text();
    int width = 8 * text.heads();
    QwenVlConfig narrow =
        new QwenVlConfig(
            new QwenVlConfig.Text(
                text.vocabulary(),
                width,
                width,
                text.layers(),
                text.heads(),
                text.kvHeads(),
                text.maxPositions(),
                text.normEps(),
                text.ropeTheta(),
                List.of(1, 1, 2)),
            config.vision(),
            config.imageToken(),
            config.tied());
    RandomParameters weights = new RandomParameters(1, text.layers(), config.tied());
    return new LoadedModel(
        new QwenVl(narrow, weights, Placement.CPU_FP32),
        nano.tokenizer(),
        nano.imageProcessor(),
        nano.checkpoint());
  }

  /// Microseconds of the engine's thread for one more token.
  private static double token(LoadedModel loaded) throws InterruptedException {
    try (EngineChatModel model = EngineChatModel.start("floor", loaded, 1, CONTEXT)) {
      double best = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        double few = turn(model, SHORT);
        best = Math.min(best, (turn(model, LONG) - few) / (LONG - SHORT));
      }
      return best;
    }
  }

  private static double turn(EngineChatModel model, int tokens) throws InterruptedException {
    long engine =
        Stream.of(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
            .filter(thread -> thread.getThreadName().equals("engine"))
            .mapToLong(ThreadInfo::getThreadId)
            .findFirst()
            .orElseThrow();
    long start = THREADS.getThreadCpuTime(engine);
    model.generate(
        new ChatRequest(List.of(Message.user("Go on.")), "", Conversations.turn(tokens)));
    return (THREADS.getThreadCpuTime(engine) - start) / 1e3;
  }
}
