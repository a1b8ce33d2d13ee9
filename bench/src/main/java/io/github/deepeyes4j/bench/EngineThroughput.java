package io.github.deepeyes4j.bench;

import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.engine.EngineChatModel;
import io.github.deepeyes4j.engine.LoadedModel;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.json.JsonMapper;

/// Tokens per second of the engine with the nano model, for several numbers of conversations at
/// once: `DIR CONCURRENT…`. Each conversation reads a picture and a question and gets [#TURN]
/// tokens. Writes its prompts and answers to DIR, where `engine_throughput.py` reads them to do the
/// same with transformers. From the checkout's directory.
public final class EngineThroughput {
  private static final int CONVERSATIONS = 64;
  private static final int TURN = 64;
  private static final int CONTEXT = 512;

  private EngineThroughput() {}

  /// A prompt and what followed, for the peer.
  private record Case(int[] tokens, List<String> pictures, int[] generated) {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    Threads.use(1);
    Conversations conversations = new Conversations();
    for (String argument : List.of(arguments).subList(1, arguments.length)) {
      int concurrent = Integer.parseInt(argument);
      try (EngineChatModel model = nano(concurrent)) {
        measure(model, conversations, 2 * CONVERSATIONS, concurrent);
        List<Generation> generations = measure(model, conversations, 0, concurrent);
        write(directory, model, conversations, generations);
      }
    }
  }

  static EngineChatModel nano(int rows) {
    LoadedModel loaded = LoadedModel.load(Path.of("models/nano"), Placement.CPU_FP32);
    return EngineChatModel.start("nano", loaded, rows, CONTEXT);
  }

  /// Answers conversations from a number on, and prints what it cost.
  private static List<Generation> measure(
      EngineChatModel model, Conversations conversations, int first, int concurrent)
      throws Exception {
    long start = System.nanoTime();
    long cpu = cpuNanos();
    List<Generation> generations = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(concurrent)) {
      List<Future<Generation>> turns = new ArrayList<>();
      for (int i = first; i < first + CONVERSATIONS; i++) {
        ChatRequest request = request(conversations.question(i));
        turns.add(threads.submit(() -> model.generate(request)));
      }
      for (Future<Generation> turn : turns) {
        generations.add(turn.get());
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    int tokens = generations.stream().mapToInt(turn -> turn.tokens().length).sum();
    System.out.printf(
        Locale.ROOT,
        "%s at %2d: %7.0f tokens/s, %6.0f tokens/CPU-s%n",
        first == 0 ? "engine" : "warm-up",
        concurrent,
        tokens / seconds,
        tokens / ((cpuNanos() - cpu) / 1e9));
    return generations;
  }

  private static ChatRequest request(Message question) {
    return new ChatRequest(List.of(question), "", Conversations.turn(TURN));
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static void write(
      Path directory,
      EngineChatModel model,
      Conversations conversations,
      List<Generation> generations)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < CONVERSATIONS; i++) {
      TokenSequence prompt = model.prompt(List.of(conversations.question(i)), "");
      List<String> pictures = new ArrayList<>();
      for (ImageSpan image : prompt.images()) {
        String name = image.picture().digest() + ".png";
        Files.write(directory.resolve(name), image.picture().toPng());
        pictures.add(name);
      }
      Case each = new Case(prompt.tokens(), pictures, generations.get(i).tokens());
      lines.append(JsonMapper.shared().writeValueAsString(each)).append('\n');
    }
    Files.writeString(directory.resolve("cases.jsonl"), lines);
  }
}
