package io.github.deepeyes4j.train.sft;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.Checkpoint;
import io.github.deepeyes4j.train.optim.AdamW;
import io.github.deepeyes4j.train.optim.FlatParameters;
import io.github.deepeyes4j.train.replica.Targets;
import io.github.deepeyes4j.train.sft.Batches.Numbered;
import io.github.deepeyes4j.train.track.TrackedRun;
import io.github.deepeyes4j.train.track.Trackers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Supervised training: draw samples, sum the replicas' gradients, clip, step, copy the weights
/// back.
///
/// The data of a step depends on seed and step number alone, so a run killed at any point goes on
/// from its last checkpoint as if nothing had happened.
public final class SftTrainer {
  private final SftConfig config;
  private final Map<String, SampleSource> sources;
  private final Trained trained;
  private final List<Replica> replicas = new ArrayList<>();
  private final AdamW optimizer;
  private final RunDirectory run;
  private int step;

  /// Opens a run: from its last checkpoint when there is one, else from the model it starts from.
  ///
  /// @param sources what the configuration's mix draws from
  /// @param headClasses classes of each auxiliary vision head
  public SftTrainer(SftConfig config, Map<String, SampleSource> sources, List<Integer> headClasses)
      throws IOException {
    this.config = config;
    this.sources = sources;
    for (String name : config.mix().keySet()) {
      if (!sources.containsKey(name)) {
        throw new BadInputException(
            "mix: source '%s' is unknown; allowed: %s"
                .formatted(name, new TreeMap<>(sources).keySet()));
      }
    }
    this.run = RunDirectory.open(Path.of(config.out()), Path.of(config.from()));
    Path directory = config.lora() == null ? run.weights() : Path.of(config.from());
    QwenVlConfig modelConfig = QwenVlConfig.load(directory.resolve("config.json"));
    ImageProcessor imageProcessor =
        ImageProcessor.load(directory.resolve("preprocessor_config.json"));
    try (Checkpoint checkpoint = Checkpoint.open(directory, Placement.CPU_FP32)) {
      this.trained = trained(new QwenVl(modelConfig, checkpoint, Placement.CPU_FP32));
      Map<String, Tensor> initial = new HashMap<>(trained.initial());
      initial.putAll(AuxiliaryHeads.fresh(headClasses, modelConfig.text().width()));
      run.auxiliary()
          .forEach((name, head) ->
              initial.computeIfPresent(
                  name,
                  (_, fresh) ->
                      Arrays.equals(Tensors.shape(fresh), Tensors.shape(head)) ? head : fresh));
      for (int i = 0; i < config.workers(); i++) {
        replicas.add(new Replica(trained, initial, headClasses, imageProcessor));
      }
    }
    this.optimizer = new AdamW(parameters(), config.adamw());
    this.step = run.restore(optimizer);
    copyWeights();
  }

  private Trained trained(QwenVl model) throws IOException {
    LoraSettings lora = config.lora();
    return lora == null
        ? Trained.model(model, config.freeze())
        : Trained.adapter(model, config, lora, run.lastCheckpoint());
  }

  private FlatParameters parameters() {
    return replicas.getFirst().parameters();
  }

  /// Trains to the end of the schedule, or until `stop` says so between two steps; saves either
  /// way.
  public void run(TrainingLog log, BooleanSupplier stop) throws InterruptedException, IOException {
    try (ExecutorService workers = Executors.newFixedThreadPool(replicas.size());
        Trackers trackers = trackers(log)) {
      try {
        while (step < config.learningRate().steps() && !stop.getAsBoolean()) {
          StepReport report = train(workers);
          log.step(step, config.learningRate().steps(), report);
          step++;
          trackers.log(step, report.figures());
          if (step % config.saveEvery() == 0) {
            save(trackers);
          }
        }
      } finally {
        workers.shutdownNow();
      }
      save(trackers);
    }
  }

  private Trackers trackers(TrainingLog log) throws IOException {
    return Trackers.open(
        config.tracking(),
        new TrackedRun(
            Path.of(config.out()), step, config.learningRate().steps(), Configs.values(config)),
        log::note);
  }

  /// One step.
  private StepReport train(ExecutorService workers) throws InterruptedException {
    long start = System.nanoTime();
    List<Share> shares =
        all(workers, replicas.stream().map(r -> draw(replicas.indexOf(r))).toList());
    long tokens = shares.stream().mapToLong(Share::actionTokens).sum();
    long labels = shares.stream().mapToLong(Share::labels).sum();
    List<Callable<Metrics>> tasks = new ArrayList<>();
    for (int i = 0; i < replicas.size(); i++) {
      Replica replica = replicas.get(i);
      Share share = shares.get(i);
      tasks.add(() -> learn(replica, share, tokens, labels));
    }
    Metrics metrics = new Metrics();
    all(workers, tasks).forEach(metrics::addAll);
    double rate = config.learningRate().rate(step);
    double norm = sumAndClip();
    requireFinite(norm);
    optimizer.step(rate);
    copyWeights();
    long read = shares.stream().mapToLong(Share::allTokens).sum();
    return new StepReport(metrics, rate, norm, read, (System.nanoTime() - start) / 1e9);
  }

  /// One worker's part of a step's samples.
  private record Share(
      List<Numbered> conversations, Map<String, List<Sample.LabelledPicture>> pictures) {
    long actionTokens() {
      return conversations.stream().mapToLong(n -> Targets.count(n.sequence())).sum();
    }

    long allTokens() {
      return conversations.stream().mapToLong(n -> n.sequence().length()).sum();
    }

    long labels() {
      return pictures.values().stream().mapToLong(AuxiliaryHeads::labels).sum();
    }
  }

  /// Every worker takes each n-th sample of every source.
  private Callable<Share> draw(int worker) {
    int current = step;
    return () -> {
      List<Numbered> conversations = new ArrayList<>();
      Map<String, List<Sample.LabelledPicture>> pictures = new TreeMap<>();
      for (var entry : new TreeMap<>(config.mix()).entrySet()) {
        SampleSource source = Objects.requireNonNull(sources.get(entry.getKey()));
        for (int i = worker; i < entry.getValue(); i += config.workers()) {
          switch (source.sample((long) current * entry.getValue() + i)) {
            case Sample.Conversation(var sequence) ->
                conversations.add(new Numbered(entry.getKey(), sequence));
            case Sample.Labelled(var labelled) ->
                pictures.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>()).addAll(labelled);
          }
        }
      }
      return new Share(conversations, pictures);
    };
  }

  private Metrics learn(Replica replica, Share share, long tokens, long labels) {
    Metrics metrics = new Metrics();
    for (List<Numbered> batch : Batches.of(share.conversations, config.batchTokens())) {
      replica.learn(batch, 1.0 / tokens, metrics);
    }
    share.pictures.forEach((source, pictures) ->
        replica.learn(source, pictures, config.visionWeight() / labels, metrics));
    return metrics;
  }

  /// Sums the replicas' gradients into the first, scales them down to the largest allowed norm, and
  /// returns the norm before.
  private double sumAndClip() {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      Tensor sum = parameters().gradients();
      replicas.stream().skip(1).forEach(r -> sum.add_(r.parameters().gradients()));
      double norm = sum.norm().item_float();
      if (norm > config.clip()) {
        sum.mul_(new Scalar(config.clip() / norm));
      }
      return norm;
    }
  }

  private void requireFinite(double norm) {
    if (!Double.isFinite(norm)) {
      throw new IllegalStateException(
          "the gradient's norm is %s at step %d; the last checkpoint is unharmed"
              .formatted(norm, step));
    }
  }

  /// The first replica's weights go to the others; all gradients go back to zero.
  private void copyWeights() {
    try (NoGradGuard _ = new NoGradGuard()) {
      for (Replica replica : replicas) {
        replica.parameters().gradients().zero_();
        if (replica != replicas.getFirst()) {
          replica.parameters().values().copy_(parameters().values());
        }
      }
    }
  }

  private void save(Trackers trackers) throws IOException {
    run.save(step, trained::save, parameters(), optimizer);
    trackers.draw();
  }

  private static <T> List<T> all(ExecutorService workers, List<Callable<T>> tasks)
      throws InterruptedException {
    List<T> results = new ArrayList<>();
    for (Future<T> future : workers.invokeAll(tasks)) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a worker failed: " + e.getCause(), e.getCause());
      }
    }
    return results;
  }
}
