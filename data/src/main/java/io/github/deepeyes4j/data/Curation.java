package io.github.deepeyes4j.data;

import io.github.deepeyes4j.core.WholeFile;
import io.github.deepeyes4j.data.ask.Asker;
import io.github.deepeyes4j.data.ask.Asker.Respondent;
import io.github.deepeyes4j.data.ask.Grader;
import io.github.deepeyes4j.data.ask.Journal;
import io.github.deepeyes4j.data.ask.Parallel;
import io.github.deepeyes4j.data.ask.PassRates;
import io.github.deepeyes4j.data.ask.Rewriter;
import io.github.deepeyes4j.data.ask.Synthesis;
import io.github.deepeyes4j.data.ask.Synthesis.Fault;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.Example.Destination;
import io.github.deepeyes4j.data.example.Example.PassRate;
import io.github.deepeyes4j.data.example.PictureStore;
import io.github.deepeyes4j.data.export.Exports;
import io.github.deepeyes4j.data.source.ExampleSource;
import io.github.deepeyes4j.data.stage.Decontaminating;
import io.github.deepeyes4j.data.stage.Duplicates;
import io.github.deepeyes4j.data.stage.Duplicates.Match;
import io.github.deepeyes4j.data.stage.Duplicates.Print;
import io.github.deepeyes4j.data.stage.Lessons;
import io.github.deepeyes4j.data.stage.Mix;
import io.github.deepeyes4j.data.stage.Normalising;
import io.github.deepeyes4j.data.stage.Printing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Builds training data, stage after stage (DeepEyesV2, arXiv 2511.05271, section 3.3). Each stage
/// goes over the examples that are still kept and leaves its marks on them; a complete stage is on
/// disk and not done again, and what an incomplete one has asked is in its journal and not asked
/// again. So a run that was killed at any moment goes on from there.
public final class Curation implements AutoCloseable {
  private final CurationConfig config;
  private final CurationParts parts;
  private final Workers workers;
  private final StageListener listener;
  private final Clock clock;
  private final CurationRun run;
  private final PictureStore pictures;
  private final Grader grader;
  private final Journal rewritten;
  private final Journal direct;
  private final Journal withTools;
  private final Journal taught;
  private final List<StageCount> funnel = new ArrayList<>();

  /// Told how far a stage is.
  public interface StageListener {
    void progress(String stage, int done, int total);
  }

  /// Opens a curation, new or begun.
  ///
  /// @param out its directory
  public Curation(
      CurationConfig config,
      CurationParts parts,
      Path out,
      Workers workers,
      StageListener listener,
      Clock clock)
      throws IOException {
    this.config = config;
    this.parts = parts;
    this.workers = workers;
    this.listener = listener;
    this.clock = clock;
    this.run = CurationRun.open(out, config);
    this.pictures = PictureStore.open(out);
    this.grader = new Grader(config.rewards(), parts.consistency(), parts.maths());
    this.rewritten = run.journal("rewrite");
    this.direct = run.journal("difficulty");
    this.withTools = run.journal("tool-benefit");
    this.taught = run.journal("synthesise");
  }

  /// Runs what is not done yet.
  public CurationReport run() throws Exception {
    List<Example> all = stage(1, ExampleSource.STAGE, this::normalised);
    all = stage(2, "difficulty", all, this::hard);
    all = stage(3, "tool-benefit", all, this::measuredWithTools);
    all = stage(4, "split", all, this::split);
    all = stage(5, "synthesise", all, this::taught);
    all = stage(6, "verify", all, this::verified);
    all = stage(7, "deduplicate", all, this::withoutRepetitions);
    all = stage(8, Decontaminating.STAGE, all, this::withoutBenchmarks);
    all = stage(9, Mix.STAGE, all, this::mixed);
    Exports exports = Exports.write(run.directory(), all, pictures, taught);
    CurationReport report =
        CurationReport.of(
            funnel,
            exports,
            all,
            Map.of(
                "rewrite", rewritten,
                "difficulty", direct,
                "tool-benefit", withTools,
                "synthesise", taught));
    WholeFile.write(run.path("report.json"), report.json());
    WholeFile.write(run.path("report.html"), CurationPage.of(report));
    return report;
  }

  /// The work of a stage on the examples that are kept.
  private interface Work {
    List<Example> on(List<Example> kept) throws Exception;
  }

  private List<Example> stage(int number, String name, Callable<List<Example>> work)
      throws Exception {
    List<Example> examples = run.once(number, name, work);
    funnel.add(StageCount.of(name, examples));
    return examples;
  }

  private List<Example> stage(int number, String name, List<Example> all, Work work)
      throws Exception {
    return stage(
        number,
        name,
        () -> {
          var done = work.on(all.stream().filter(Example::isKept).toList()).iterator();
          return all.stream().map(example -> example.isKept() ? done.next() : example).toList();
        });
  }

  private Parallel.Listener progress(String stage) {
    return (done, total) -> listener.progress(stage, done, total);
  }

  private Asker asker(Journal journal) {
    return new Asker(journal, pictures, config.seed(), clock);
  }

  /// All that the sources have; what cannot be asked is dropped.
  private List<Example> normalised() throws Exception {
    List<Example> read = new ArrayList<>();
    for (ExampleSource source : parts.sources()) {
      read.addAll(source.read(pictures));
    }
    List<Example> checked =
        workers
            .computing()
            .map(
                opened(read),
                new Normalising(config.rewards(), pictures),
                progress(ExampleSource.STAGE));
    Set<String> ids = new HashSet<>();
    return checked.stream()
        .map(example ->
            !example.isKept() || ids.add(example.id())
                ? example
                : example.dropped(
                    ExampleSource.STAGE, "duplicate id", "same question and pictures"))
        .toList();
  }

  /// Multiple choice as open questions, where a model is there to word them.
  private List<Example> opened(List<Example> read) throws InterruptedException {
    Respondent model = parts.rewriter();
    if (model == null) {
      return read;
    }
    Rewriter rewriter = new Rewriter(asker(rewritten), model);
    return workers
        .asking()
        .map(
            read,
            example -> example.isKept() ? rewriter.open(example) : example,
            progress("rewrite"));
  }

  private List<PassRate> rates(
      Journal journal, Respondent model, int samples, List<Example> examples, String stage)
      throws InterruptedException {
    return new PassRates(asker(journal), grader, model, samples)
        .of(examples, workers.asking(), progress(stage));
  }

  /// Drops what the base model answers without tools.
  private List<Example> hard(List<Example> kept) throws Exception {
    int most = config.difficulty().maxRight();
    List<PassRate> rates =
        rates(direct, parts.direct(), config.difficulty().samples(), kept, "difficulty");
    List<Example> marked = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      PassRate rate = rates.get(i);
      Example example = kept.get(i).withDirectRate(rate);
      Optional<Boolean> easy = rate.atLeast(most + 1);
      if (easy.isEmpty()) {
        example = example.dropped("difficulty", "ungraded", rate.ungraded() + " samples");
      } else if (easy.get()) {
        String detail = "%d of %d right".formatted(rate.right(), rate.samples());
        example = example.dropped("difficulty", "too easy", detail);
      }
      marked.add(example);
    }
    return marked;
  }

  private List<Example> measuredWithTools(List<Example> kept) throws Exception {
    List<PassRate> rates =
        rates(withTools, parts.withTools(), config.toolBenefit().samples(), kept, "tool-benefit");
    List<Example> marked = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      marked.add(kept.get(i).withToolRate(rates.get(i)));
    }
    return marked;
  }

  /// What tools solve now and then goes to reinforcement learning, the rest to the cold start.
  private List<Example> split(List<Example> kept) {
    return kept.stream().map(this::bound).toList();
  }

  private Example bound(Example example) {
    PassRate rate = Objects.requireNonNull(example.withTools());
    Optional<Boolean> solvable = rate.atLeast(config.toolBenefit().minRight());
    return solvable
        .map(solved -> example.bound(solved ? Destination.RL : Destination.COLD_START))
        .orElseGet(() -> example.dropped("split", "ungraded", rate.ungraded() + " samples"));
  }

  private Synthesis synthesis() {
    return new Synthesis(
        // A teacher that is the base model must not say the same again as it did with tools.
        new Asker(taught, pictures, ~config.seed(), clock),
        grader,
        parts.teachers(),
        config.attempts(),
        new Lessons(config.verify().requireTools()),
        config.teaching());
  }

  private List<Example> taught(List<Example> kept) throws Exception {
    Synthesis synthesis = synthesis();
    return only(
        kept,
        Curation::isForColdStart,
        some -> workers.asking().map(some, synthesis::teach, progress("synthesise")));
  }

  private List<Example> verified(List<Example> kept) throws Exception {
    Synthesis synthesis = synthesis();
    return only(
        kept,
        Curation::isForColdStart,
        some ->
            workers
                .asking()
                .map(
                    some,
                    example -> {
                      Optional<Fault> fault = synthesis.fault(example);
                      return fault
                          .map(f -> example.dropped("verify", f.reason(), f.detail()))
                          .orElse(example);
                    },
                    progress("verify")));
  }

  private static boolean isForColdStart(Example example) {
    return example.destination() == Destination.COLD_START;
  }

  private List<Print> prints(List<Example> examples, String stage) throws InterruptedException {
    return workers.computing().map(examples, new Printing(pictures), progress(stage));
  }

  private List<Example> withoutRepetitions(List<Example> kept) throws Exception {
    List<Optional<Match>> matches = Duplicates.within(prints(kept, "deduplicate"));
    List<Example> marked = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      Example example = kept.get(i);
      marked.add(
          matches
              .get(i)
              .map(match -> example.dropped("deduplicate", "near-duplicate", "of " + match.other()))
              .orElse(example));
    }
    return marked;
  }

  private List<Example> withoutBenchmarks(List<Example> kept) throws Exception {
    List<Example> questions = new ArrayList<>();
    for (ExampleSource benchmark : parts.benchmarks()) {
      questions.addAll(benchmark.read(pictures).stream().filter(Example::isKept).toList());
    }
    List<Print> benchmarks = prints(questions, Decontaminating.STAGE);
    return workers
        .computing()
        .map(kept, new Decontaminating(benchmarks, pictures), progress(Decontaminating.STAGE));
  }

  private List<Example> mixed(List<Example> kept) throws Exception {
    CurationConfig.Shares shares = config.mix();
    if (shares == null) {
      return kept;
    }
    List<Example> rl = only(kept, e -> !isForColdStart(e), some -> mixed(some, shares.rl()));
    return only(rl, e -> e.isKept() && isForColdStart(e), some -> mixed(some, shares.coldStart()));
  }

  private List<Example> mixed(List<Example> examples, @Nullable Map<String, Double> shares) {
    return shares == null ? examples : new Mix(shares).of(examples, config.seed());
  }

  /// Works on those that are meant, and leaves the others where they are.
  private static List<Example> only(List<Example> examples, Predicate<Example> meant, Work work)
      throws Exception {
    var done = work.on(examples.stream().filter(meant).toList()).iterator();
    return examples.stream().map(e -> meant.test(e) ? done.next() : e).toList();
  }

  @Override
  public void close() throws IOException {
    rewritten.close();
    direct.close();
    withTools.close();
    taught.close();
  }
}
