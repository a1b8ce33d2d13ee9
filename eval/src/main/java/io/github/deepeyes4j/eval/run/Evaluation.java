package io.github.deepeyes4j.eval.run;

import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.score.Score.Reason;
import io.github.deepeyes4j.eval.benchmark.Benchmark;
import io.github.deepeyes4j.eval.benchmark.Item;
import io.github.deepeyes4j.eval.benchmark.ItemSource;
import io.github.deepeyes4j.eval.result.ResultRow;
import io.github.deepeyes4j.eval.result.ResultRow.GradeJson;
import io.github.deepeyes4j.eval.scorer.Grade;
import io.github.deepeyes4j.eval.scorer.Graders;
import io.github.deepeyes4j.eval.scorer.Scorer;
import io.github.deepeyes4j.eval.scorer.Variant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs a benchmark: an item at a time is read, asked in the agent loop, scored, and kept.
///
/// An episode is one virtual thread. The next item is read only when one of `concurrent` places is
/// free, so that however many items there are, no more are in memory. What is already in the run's
/// directory is not asked again.
public final class Evaluation {
  private final Benchmark benchmark;
  private final EvalConfig config;
  private final Tools tools;
  private final Rollout rollout;
  private final Scorer scorer;
  private final long session = System.currentTimeMillis();

  /// What episodes and scores need.
  ///
  /// @param prompts of the configuration's mode
  /// @param graders gives each episode its own
  /// @param cuts finds where crops were cut
  public record Tools(
      ChatModel model,
      CodeRunner codeRunner,
      SearchClient search,
      Protocol prompts,
      Supplier<Graders> graders,
      EvidenceMetrics.Cuts cuts) {}

  public Evaluation(Benchmark benchmark, EvalConfig config, Tools tools) {
    this.benchmark = benchmark;
    this.config = config;
    this.tools = tools;
    this.scorer = Scorer.of(benchmark.scorer());
    this.rollout =
        new Rollout(
            tools.model,
            config.ablate().apply(config.toolSet().select(tools.codeRunner)),
            config.ablate().apply(config.toolSet().select(tools.search)),
            tools.prompts,
            config.episodeLimits());
  }

  /// Runs what is not in the directory yet.
  ///
  /// @param protocol digest of the run's protocol
  /// @param stop asked before every episode; running ones are given up when it says so
  /// @param onRow sees each episode as it is kept, on its own thread
  /// @return whether all episodes are there
  /// @throws RuntimeException what made the first episode fail, after the others have ended
  /// @throws InterruptedException when the calling thread is interrupted; episodes are given up
  public boolean run(
      ItemSource source,
      RunDirectory directory,
      String protocol,
      BooleanSupplier stop,
      Consumer<ResultRow> onRow)
      throws InterruptedException {
    Intake intake = new Intake(directory, protocol, stop, onRow);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (int run = 0; run < config.runs() && intake.open(); run++) {
          intake.take(source, run, threads);
        }
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw e;
      }
      if (stop.getAsBoolean()) {
        threads.shutdownNow();
      }
    }
    RuntimeException failed = intake.failure.get();
    if (failed != null) {
      throw failed;
    }
    return !stop.getAsBoolean();
  }

  /// Starts episodes, as many at a time as there are places; none after one has failed for a reason
  /// that concerns them all.
  private final class Intake {
    private final Semaphore places = new Semaphore(config.concurrent());
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final RunDirectory directory;
    private final String protocol;
    private final BooleanSupplier stop;
    private final Consumer<ResultRow> onRow;

    Intake(
        RunDirectory directory, String protocol, BooleanSupplier stop, Consumer<ResultRow> onRow) {
      this.directory = directory;
      this.protocol = protocol;
      this.stop = stop;
      this.onRow = onRow;
    }

    boolean open() {
      return failure.get() == null && !stop.getAsBoolean();
    }

    /// One pass over the items.
    void take(ItemSource source, int run, ExecutorService threads) throws InterruptedException {
      try (Stream<Item> items = limited(source.items())) {
        for (Iterator<Item> each = items.iterator(); open() && each.hasNext(); ) {
          Item item = each.next();
          if (!directory.has(ResultRow.key(item.id(), run))) {
            places.acquire();
            threads.execute(() -> run(item, run));
          }
        }
      }
    }

    private void run(Item item, int run) {
      try {
        if (open()) {
          episode(item, run, directory, protocol, onRow);
        }
      } catch (RuntimeException e) {
        failure.compareAndSet(null, e);
      } catch (Error e) {
        failure.compareAndSet(null, new IllegalStateException("an episode failed: " + e, e));
      } finally {
        places.release();
      }
    }
  }

  private Stream<Item> limited(Stream<Item> items) {
    return config.items() == null ? items : items.limit(config.items());
  }

  private void episode(
      Item item, int run, RunDirectory directory, String protocol, Consumer<ResultRow> onRow) {
    try {
      Trajectory trajectory = ask(item, run);
      if (trajectory.stop() == StopReason.CANCELLED) {
        return;
      }
      ResultRow row = score(item, run, trajectory, protocol);
      directory.add(trajectory, reward(row), row);
      onRow.accept(row);
    } catch (InterruptedException e) {
      // Given up: the episode is run again another time.
      Thread.currentThread().interrupt();
    }
  }

  /// An episode that a failing tool or server spoiled says nothing about the model and is begun
  /// again.
  private Trajectory ask(Item item, int run) throws InterruptedException {
    var question = item.toQuestion(ResultRow.key(item.id(), run), benchmark.view());
    Trajectory trajectory = rollout.run(question, config.sampling(run));
    for (int i = 0; i < config.retries() && trajectory.stop() == StopReason.INFRASTRUCTURE; i++) {
      Thread.sleep(1000L << Math.min(i, 5));
      trajectory = rollout.run(question, config.sampling(run));
    }
    return trajectory;
  }

  private ResultRow score(Item item, int run, Trajectory trajectory, String protocol)
      throws InterruptedException {
    Graders graders = tools.graders.get();
    Predictions predictions = Predictions.of(trajectory, config.mode());
    Map<String, GradeJson> grades = new LinkedHashMap<>();
    long start = System.nanoTime();
    for (Variant variant : Variant.values()) {
      if (variant == Variant.FIXED || scorer.hasReleased()) {
        grades.put(
            variant.label(), GradeJson.of(grade(variant, item, trajectory, predictions, graders)));
      }
    }
    double scoreSeconds = (System.nanoTime() - start) / 1e9;
    return new ResultRow(
        protocol,
        item.id(),
        run,
        trajectory.seed(),
        predictions.fixed(),
        trajectory.stop().wireName(),
        grades,
        fields(item),
        cluster(item, trajectory),
        graders
            .judgement()
            .map(judgement ->
                new ResultRow.Judged(
                    judgement.verdict().wireName(),
                    judgement.second() == null ? null : judgement.second().wireName()))
            .orElse(null),
        Costs.of(trajectory, scoreSeconds, session),
        EvidenceMetrics.of(item, trajectory, tools.cuts));
  }

  private Grade grade(
      Variant variant, Item item, Trajectory trajectory, Predictions predictions, Graders graders)
      throws InterruptedException {
    if (trajectory.stop() == StopReason.INFRASTRUCTURE) {
      return new Grade.Unscored(
          Reason.INFRASTRUCTURE, trajectory.failure().orElse("a tool failed"));
    }
    return switch (variant) {
      case FIXED -> scorer.fixed(item, predictions.fixed(), graders);
      case RELEASED -> scorer.released(item, predictions.released(), graders);
    };
  }

  /// What results are grouped and aggregated by.
  private Map<String, String> fields(Item item) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name : benchmark.columns().groups()) {
      fields.put(name, item.field(name));
    }
    for (String name : benchmark.aggregation().columns()) {
      fields.put(name, item.field(name));
    }
    return fields;
  }

  /// Rows of the same pictures are one cluster, unless the benchmark says otherwise; a question
  /// without any is one by itself.
  private String cluster(Item item, Trajectory trajectory) {
    String column = benchmark.columns().cluster();
    if (column != null) {
      return item.field(column);
    }
    var pictures = trajectory.question().pictures();
    return pictures.isEmpty() ? "item " + item.id() : pictures.getFirst().digest();
  }

  private static Map<String, Double> reward(ResultRow row) {
    return row.grade(Variant.FIXED)
        .filter(grade -> !grade.isUnscored())
        .map(grade -> Map.of("accuracy", grade.value()))
        .orElse(Map.of());
  }
}
