package io.github.deepeyes4j.bench;

import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.engine.EngineChatModel;
import io.github.deepeyes4j.engine.PrefixReuse;
import io.github.deepeyes4j.model.tensor.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How long 256 trajectories of three turns take when each goes on as soon as its tool has
/// answered, and when all wait for each other as in the released trainer: one turn of all, then all
/// tools on two threads, then the next turn. The same engine and the same waits for both. From the
/// checkout's directory.
///
/// A tool takes 0.05 to 0.5 s (search, a twentieth of the released trainer's 1 to 10 s) or 0.05 to
/// 1 s (code), by turns, times a factor of latency.
public final class RolloutOverlap {
  private static final int TRAJECTORIES = 256;
  private static final int TURNS = 3;
  private static final int TURN = 48;
  private static final int ROWS = 64;
  private static final int TOOL_THREADS = 2;
  private static final double[] LATENCIES = {0, 0.5, 1, 2};

  private final EngineChatModel model;
  private final Conversations conversations;
  private final double latency;

  private RolloutOverlap(EngineChatModel model, Conversations conversations, double latency) {
    this.model = model;
    this.conversations = conversations;
    this.latency = latency;
  }

  public static void main(String[] arguments) throws Exception {
    Threads.use(1);
    Conversations conversations = new Conversations();
    reuse(conversations, 1);
    reuse(conversations, 8);
    System.out.println("latency   overlapped   lock-step   ratio");
    for (double latency : LATENCIES) {
      double overlapped = time(conversations, latency, RolloutOverlap::overlapped);
      double lockStep = time(conversations, latency, RolloutOverlap::lockStep);
      System.out.printf(
          Locale.ROOT,
          "%7.1f   %8.1f s   %7.1f s   %5.2f%n",
          latency,
          overlapped,
          lockStep,
          lockStep / overlapped);
    }
  }

  /// What of their prompts samples of one question compute.
  private static void reuse(Conversations conversations, int samples) throws Exception {
    try (EngineChatModel model = EngineThroughput.nano(samples)) {
      RolloutOverlap rollouts = new RolloutOverlap(model, conversations, 0);
      List<List<Message>> trajectories =
          Stream.generate(() -> (List<Message>) new ArrayList<>(List.of(conversations.question(0))))
              .limit(samples)
              .toList();
      rollouts.overlapped(trajectories);
      PrefixReuse reuse = model.prefixReuse();
      System.out.printf(
          Locale.ROOT,
          "%d samples of a question: %d of %d prompt tokens were at hand (%.0f %%)%n",
          samples,
          reuse.cachedTokens(),
          reuse.promptTokens(),
          100.0 * reuse.cachedTokens() / reuse.promptTokens());
    }
  }

  /// A way to run all trajectories.
  private interface Policy {
    void run(RolloutOverlap rollouts, List<List<Message>> trajectories) throws Exception;
  }

  /// A fresh engine for each policy: nothing is remembered from the one before.
  private static double time(Conversations conversations, double latency, Policy policy)
      throws Exception {
    try (EngineChatModel model = EngineThroughput.nano(ROWS)) {
      RolloutOverlap rollouts = new RolloutOverlap(model, conversations, latency);
      List<List<Message>> trajectories =
          IntStream.range(0, TRAJECTORIES)
              .mapToObj(i -> (List<Message>) new ArrayList<>(List.of(conversations.question(i))))
              .toList();
      long start = System.nanoTime();
      policy.run(rollouts, trajectories);
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private void overlapped(List<List<Message>> trajectories) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      each(
          trajectories.size(),
          threads,
          i -> {
            for (int turn = 0; turn < TURNS; turn++) {
              generate(trajectories.get(i));
              if (turn < TURNS - 1) {
                useTool(trajectories.get(i), i, turn);
              }
            }
          });
    }
  }

  private void lockStep(List<List<Message>> trajectories) throws Exception {
    for (int turn = 0; turn < TURNS; turn++) {
      int now = turn;
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        each(trajectories.size(), threads, i -> generate(trajectories.get(i)));
      }
      if (turn < TURNS - 1) {
        try (ExecutorService threads = Executors.newFixedThreadPool(TOOL_THREADS)) {
          each(trajectories.size(), threads, i -> useTool(trajectories.get(i), i, now));
        }
      }
    }
  }

  /// What is done for a trajectory.
  private interface Step {
    void take(int trajectory) throws Exception;
  }

  private static void each(int count, ExecutorService threads, Step step) throws Exception {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int trajectory = i;
      Callable<Boolean> task =
          () -> {
            step.take(trajectory);
            return true;
          };
      running.add(threads.submit(task));
    }
    for (Future<?> each : running) {
      each.get();
    }
  }

  private void generate(List<Message> messages) throws InterruptedException {
    Generation generation = model.generate(new ChatRequest(messages, "", Conversations.turn(TURN)));
    messages.add(Message.assistant(generation));
  }

  private void useTool(List<Message> messages, int trajectory, int turn)
      throws InterruptedException {
    Random random = new Random(31L * trajectory + turn);
    double longest = (trajectory + turn) % 2 == 0 ? 0.5 : 1;
    Thread.sleep((long) (1000 * latency * random.nextDouble(0.05, longest)));
    messages.add(conversations.observation(trajectory, turn));
  }
}
