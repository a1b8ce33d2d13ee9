package io.github.deepeyes4j.train.sft;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.model.qwenvl.LayerResidence.Pass;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.Checkpoint;
import io.github.deepeyes4j.train.optim.AdamW;
import io.github.deepeyes4j.train.optim.Schedule;
import io.github.deepeyes4j.train.parallel.ParallelAdamW;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.parallel.TrainedParameters;
import io.github.deepeyes4j.train.replica.NotFiniteException;
import io.github.deepeyes4j.train.replica.Replica;
import io.github.deepeyes4j.train.replica.Replicas;
import io.github.deepeyes4j.train.replica.Targets;
import io.github.deepeyes4j.train.replica.Trained;
import io.github.deepeyes4j.train.run.RunDirectory;
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
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// Supervised training: draw samples, sum the gradients of all replicas of all processes, clip,
/// step, copy the weights back.
///
/// The data of a step depends on seed and step number alone, whatever the number of processes, so a
/// run killed at any point goes on from its last checkpoint as if nothing had happened.
public final class SftTrainer {
  private final SftConfig config;
  private final Map<String, SampleSource> sources;
  private final Trained trained;
  private final Replicas replicas;
  private final SupervisedLoss loss;
  private final ProcessGroup group;
  private final ParallelAdamW optimizer;
  private final Schedule schedule;
  private final RunDirectory run;
  private int step;

  /// Opens a run: from its last checkpoint when there is one, else from the model it starts from.
  ///
  /// @param sources what the configuration's mix draws from
  /// @param headClasses classes of each auxiliary vision head
  /// @param group the processes that share the run
  public SftTrainer(
      SftConfig config,
      Map<String, SampleSource> sources,
      List<Integer> headClasses,
      ProcessGroup group)
      throws IOException {
    this.config = config;
    this.sources = sources;
    this.group = group;
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
    ImageProcessor imageProcessor = config.imageProcessor(directory);
    Placement reading = config.plan().reading();
    try (Checkpoint checkpoint = Checkpoint.open(directory, reading)) {
      QwenVl model = new QwenVl(modelConfig, checkpoint, reading);
      this.trained = Trained.of(model, config.plan(), run.lastCheckpoint());
      Map<String, Tensor> initial = new HashMap<>(trained.initial());
      initial.putAll(heads(headClasses, modelConfig.text().width()));
      this.replicas =
          new Replicas(
              Stream.generate(() -> new Replica(trained, parameters(initial), imageProcessor))
                  .limit(config.workers())
                  .toList());
    }
    this.schedule = config.learningRate().schedule(epoch());
    this.loss = new SupervisedLoss(headClasses);
    this.optimizer = new ParallelAdamW(parameters(), config.adamw());
    this.step = run.restore(parameters().size(), optimizer::restore).step();
    group.requireSame(config.out() + ": the steps done", step);
  }

  /// Fresh heads, or those of an earlier run where they fit.
  private Map<String, Tensor> heads(List<Integer> classes, int width) throws IOException {
    Map<String, Tensor> heads = new HashMap<>(AuxiliaryHeads.fresh(classes, width));
    run.kept(AuxiliaryHeads.PREFIX)
        .forEach((name, head) ->
            heads.computeIfPresent(
                name,
                (_, fresh) ->
                    Arrays.equals(Tensors.shape(fresh), Tensors.shape(head)) ? head : fresh));
    return heads;
  }

  /// Steps until every row of every file has come up; empty where a source has no end.
  private OptionalDouble epoch() {
    double longest = 0;
    for (var entry : config.mix().entrySet()) {
      OptionalLong rows = Objects.requireNonNull(sources.get(entry.getKey())).epoch();
      if (entry.getValue() > 0 && rows.isEmpty()) {
        return OptionalDouble.empty();
      }
      if (entry.getValue() > 0) {
        longest = Math.max(longest, (double) rows.getAsLong() / entry.getValue());
      }
    }
    return OptionalDouble.of(longest);
  }

  private TrainedParameters parameters(Map<String, Tensor> initial) {
    return TrainedParameters.of(initial, trained.compute().placement(), config.parallel(), group);
  }

  private TrainedParameters parameters() {
    return replicas.first().parameters();
  }

  /// Trains to the end of the schedule, or until `stop` says so between two steps in any process;
  /// saves either way.
  public void run(TrainingLog log, BooleanSupplier stop) throws InterruptedException, IOException {
    try (Replicas _ = replicas;
        Trackers trackers = trackers(log)) {
      while (step < schedule.steps() && !group.any(stop.getAsBoolean())) {
        StepReport report = train();
        if (group.isFirst()) {
          log.step(step, schedule.steps(), report);
        }
        step++;
        trackers.log(step, report.figures());
        if (step % config.saveEvery() == 0) {
          save(trackers);
        }
      }
      save(trackers);
      group.barrier();
    }
  }

  private Trackers trackers(TrainingLog log) throws IOException {
    if (!group.isFirst()) {
      return Trackers.none();
    }
    return Trackers.open(
        config.tracking(),
        new TrackedRun(Path.of(config.out()), step, schedule.steps(), Configs.values(config)),
        log::note);
  }

  /// One step.
  private StepReport train() throws InterruptedException {
    long start = System.nanoTime();
    List<Share> shares = replicas.each((_, worker) -> draw(worker));
    Counts counts = Counts.of(shares).sum(group);
    Metrics metrics = new Metrics();
    replicas
        .each((replica, worker) -> learn(replica, shares.get(worker), counts))
        .forEach(metrics::addAll);
    replicas.sumGradients();
    double norm = optimizer.reduceGradients(config.clip());
    requireFinite(norm, metrics);
    double rate = schedule.rate(step);
    optimizer.step(rate);
    replicas.follow();
    Metrics all = metrics.sum(new TreeSet<>(config.mix().keySet()), group);
    return new StepReport(all, rate, norm, counts.allTokens, (System.nanoTime() - start) / 1e9);
  }

  /// How much a step learns from.
  private record Counts(long actionTokens, long labels, long allTokens) {
    static Counts of(List<Share> shares) {
      return new Counts(
          shares.stream().mapToLong(Share::actionTokens).sum(),
          shares.stream().mapToLong(Share::labels).sum(),
          shares.stream().mapToLong(Share::allTokens).sum());
    }

    /// Of all processes.
    Counts sum(ProcessGroup group) {
      double[] sums = group.sum((double) actionTokens, (double) labels, (double) allTokens);
      return new Counts((long) sums[0], (long) sums[1], (long) sums[2]);
    }
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

  /// Every worker of every process takes each n-th sample of every source.
  private Share draw(int worker) throws InterruptedException {
    List<Numbered> conversations = new ArrayList<>();
    Map<String, List<Sample.LabelledPicture>> pictures = new TreeMap<>();
    for (var entry : new TreeMap<>(config.mix()).entrySet()) {
      SampleSource source = Objects.requireNonNull(sources.get(entry.getKey()));
      int first = group.rank() * config.workers() + worker;
      for (int i = first; i < entry.getValue(); i += group.size() * config.workers()) {
        long number = (long) step * entry.getValue() + i;
        switch (source.sample(number)) {
          case Sample.Conversation(var sequence) ->
              conversations.add(new Numbered(entry.getKey(), number, sequence));
          case Sample.Labelled(var labelled) ->
              pictures.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>()).addAll(labelled);
        }
      }
    }
    return new Share(conversations, pictures);
  }

  private Metrics learn(Replica replica, Share share, Counts counts) {
    Metrics metrics = new Metrics();
    replica
        .parameters()
        .passes(
            Batches.of(share.conversations, config.batchTokens()),
            Pass.BACKWARD,
            batch -> loss.learn(replica, batch, 1.0 / counts.actionTokens))
        .forEach(metrics::addAll);
    share.pictures.forEach((source, pictures) ->
        loss.learn(replica, source, pictures, config.visionWeight() / counts.labels, metrics));
    return metrics;
  }

  private void requireFinite(double norm, Metrics metrics) {
    if (!Double.isFinite(norm)) {
      String faulty =
          metrics.faulty().stream()
              .map(sample -> "%s of %s".formatted(name(sample), sample.source()))
              .collect(Collectors.joining(", "));
      throw new NotFiniteException(
          norm,
          "in step %d, where the loss of %s is no number"
              .formatted(step + 1, faulty.isEmpty() ? "no sample of this process" : faulty));
    }
  }

  private String name(Numbered sample) {
    return Objects.requireNonNull(sources.get(sample.source())).name(sample.number());
  }

  /// The first process writes what all hold.
  private void save(Trackers trackers) throws IOException {
    try (PointerScope _ = new PointerScope()) {
      AdamW.State state = optimizer.state();
      Map<String, Tensor> values = parameters().values();
      if (group.isFirst()) {
        write(values, state);
        trackers.draw();
      }
    }
  }

  private void write(Map<String, Tensor> values, AdamW.State state) throws IOException {
    Map<String, Tensor> heads = new TreeMap<>(values);
    heads.keySet().removeIf(name -> !name.startsWith(AuxiliaryHeads.PREFIX));
    Map<String, Tensor> model = new TreeMap<>(values);
    model.keySet().removeAll(heads.keySet());
    run.save(new RunDirectory.Progress(step, step), trained::save, model, heads, state);
  }
}
