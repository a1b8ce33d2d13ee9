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
/// answered, and when all wait for each other: one turn of all, then all tools, then the next turn.
/// The released trainer does the latter with two threads for the tools of a rollout worker; the
/// third policy gives every tool a thread, which tells the waiting from the queueing. The same
/// engine and the same tools for all: `ROWS LATENCY…`. From the checkout's directory.
///
/// A tool takes 0.05 to 0.5 s (search, a twentieth of the released trainer's 1 to 10 s) or 0.05 to
/// 1 s (code), by turns, times a factor of latency.
public final class RolloutOverlap {
  private static final int TRAJECTORIES = 256;
  private static final int TURNS = 3;
  private static final int TURN = 48;
  private static final int TOOL_THREADS = 2;

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
    int rows = Integer.parseInt(arguments[0]);
    for (String argument : List.of(arguments).subList(1, arguments.length)) {
      double latency = Double.parseDouble(argument);
      System.out.printf(Locale.ROOT, "latency times %.1f%n", latency);
      double overlapped =
          makespan("overlapped", rows, conversations, latency, RolloutOverlap::overlapped);
      for (int toolThreads : List.of(TOOL_THREADS, TRAJECTORIES)) {
        String name = "lock-step, %d tool threads".formatted(toolThreads);
        Policy policy = (rollouts, trajectories) -> rollouts.lockStep(trajectories, toolThreads);
        double lockStep = makespan(name, rows, conversations, latency, policy);
        System.out.printf(Locale.ROOT, "  %.2f times as long%n", lockStep / overlapped);
      }
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
          percent(reuse));
    }
  }

  private static double percent(PrefixReuse reuse) {
    return 100.0 * reuse.cachedTokens() / reuse.promptTokens();
  }

  /// A way to run all trajectories.
  private interface Policy {
    void run(RolloutOverlap rollouts, List<List<Message>> trajectories) throws Exception;
  }

  /// A fresh engine for each policy: nothing is remembered from the one before.
  private static double makespan(
      String name, int rows, Conversations conversations, double latency, Policy policy)
      throws Exception {
    try (EngineChatModel model = EngineThroughput.nano(rows)) {
      RolloutOverlap rollouts = new RolloutOverlap(model, conversations, latency);
      List<List<Message>> trajectories =
          IntStream.range(0, TRAJECTORIES)
              .mapToObj(i -> (List<Message>) new ArrayList<>(List.of(conversations.question(i))))
              .toList();
      long start = System.nanoTime();
      long cpu = EngineThroughput.cpuNanos();
      policy.run(rollouts, trajectories);
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "  %s: %.1f s, %.1f s of CPU, %.0f %% of the prompts at hand%n",
          name,
          seconds,
          (EngineThroughput.cpuNanos() - cpu) / 1e9,
          percent(model.prefixReuse()));
      return seconds;
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

  private void lockStep(List<List<Message>> trajectories, int toolThreads) throws Exception {
    for (int turn = 0; turn < TURNS; turn++) {
      int now = turn;
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        each(trajectories.size(), threads, i -> generate(trajectories.get(i)));
      }
      if (turn < TURNS - 1) {
        try (ExecutorService threads = Executors.newFixedThreadPool(toolThreads)) {
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
