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

/// Tokens per second of the engine with the nano model, for several numbers of trajectories at
/// once: `DIR TURNS CONCURRENT…`. In each turn a trajectory reads a picture and some text and gets
/// [#TURN] tokens; its tools take no time. Writes prompts and answers to DIR, where
/// `engine_throughput.py` reads them to do the same with transformers. From the checkout's
/// directory.
public final class EngineThroughput {
  private static final int TRAJECTORIES = 64;
  private static final int TURN = 64;
  private static final int CONTEXT = 512;

  private final EngineChatModel model;
  private final Conversations conversations;
  private final int turns;

  private EngineThroughput(EngineChatModel model, Conversations conversations, int turns) {
    this.model = model;
    this.conversations = conversations;
    this.turns = turns;
  }

  /// The prompt of a turn and what followed, for the peer.
  private record Case(int[] tokens, List<String> pictures, int[] generated) {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    int turns = Integer.parseInt(arguments[1]);
    Threads.use(1);
    Conversations conversations = new Conversations();
    for (String argument : List.of(arguments).subList(2, arguments.length)) {
      int concurrent = Integer.parseInt(argument);
      try (EngineChatModel model = nano(concurrent)) {
        EngineThroughput throughput = new EngineThroughput(model, conversations, turns);
        throughput.measure("warm-up", 2 * TRAJECTORIES, concurrent);
        throughput.measure("warm-up", 3 * TRAJECTORIES, concurrent);
        throughput.write(directory, throughput.measure("engine", 0, concurrent));
      }
    }
  }

  static EngineChatModel nano(int rows) {
    LoadedModel loaded = LoadedModel.load(Path.of("models/nano"), Placement.CPU_FP32);
    return EngineChatModel.start("nano", loaded, rows, CONTEXT);
  }

  /// Runs trajectories from a number on, and prints what it cost.
  private List<List<Message>> measure(String name, int first, int concurrent) throws Exception {
    long start = System.nanoTime();
    long cpu = cpuNanos();
    List<List<Message>> trajectories = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(concurrent)) {
      List<Future<List<Message>>> running = new ArrayList<>();
      for (int i = first; i < first + TRAJECTORIES; i++) {
        int number = i;
        running.add(threads.submit(() -> run(number)));
      }
      for (Future<List<Message>> trajectory : running) {
        trajectories.add(trajectory.get());
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    int tokens = TRAJECTORIES * turns * TURN;
    System.out.printf(
        Locale.ROOT,
        "%s at %2d: %7.0f tokens/s, %6.0f tokens/CPU-s%n",
        name,
        concurrent,
        tokens / seconds,
        tokens / ((cpuNanos() - cpu) / 1e9));
    return trajectories;
  }

  private List<Message> run(int number) throws InterruptedException {
    List<Message> messages = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      messages.add(
          turn == 0 ? conversations.question(number) : conversations.observation(number, turn));
      Generation generation =
          model.generate(new ChatRequest(messages, "", Conversations.turn(TURN)));
      messages.add(Message.assistant(generation));
    }
    return messages;
  }

  static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  /// One trajectory a line, a list of its turns.
  private void write(Path directory, List<List<Message>> trajectories) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (List<Message> messages : trajectories) {
      List<Case> cases = new ArrayList<>();
      for (int turn = 0; turn < turns; turn++) {
        TokenSequence prompt = model.prompt(messages.subList(0, 2 * turn + 1), "");
        List<String> pictures = new ArrayList<>();
        for (ImageSpan image : prompt.images()) {
          String name = image.picture().digest() + ".png";
          Files.write(directory.resolve(name), image.picture().toPng());
          pictures.add(name);
        }
        Generation generation = messages.get(2 * turn + 1).generated().orElseThrow();
        cases.add(new Case(prompt.tokens(), pictures, generation.tokens()));
      }
      lines.append(JsonMapper.shared().writeValueAsString(cases)).append('\n');
    }
    Files.writeString(directory.resolve("cases.jsonl"), lines);
  }
}
