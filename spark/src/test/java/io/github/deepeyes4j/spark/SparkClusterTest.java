package io.github.deepeyes4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.core.score.judge.AnswerRules;
import io.github.deepeyes4j.core.score.judge.MathEquivalence;
import io.github.deepeyes4j.core.score.judge.RuleJudge;
import io.github.deepeyes4j.data.Curation;
import io.github.deepeyes4j.data.CurationConfig;
import io.github.deepeyes4j.data.CurationParts;
import io.github.deepeyes4j.data.CurationReport;
import io.github.deepeyes4j.data.Scripted;
import io.github.deepeyes4j.data.StageCount;
import io.github.deepeyes4j.data.Workers;
import io.github.deepeyes4j.data.ask.Asker.Respondent;
import io.github.deepeyes4j.data.ask.Parallel;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.Example.Origin;
import io.github.deepeyes4j.data.example.PictureStore;
import io.github.deepeyes4j.data.stage.ExampleWork;
import io.github.deepeyes4j.data.stage.Normalising;
import io.github.deepeyes4j.data.stage.StageRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkClusterTest {
  private static final CurationConfig CONFIG =
      Configs.parse(
          """
          seed: 3
          concurrent: 4
          sources: [{name: s, licence: CC0-1.0, file: unused.parquet}]
          base: {model: base, temperature: 1.0, max-tokens: 10}
          difficulty: {samples: 2, max-right: 1}
          tool-benefit: {samples: 2, min-right: 1}
          teachers: [{name: expert}]
          attempts: 1
          verify: {require-tools: true}
          """,
          "test",
          CurationConfig.class,
          List.of());

  private static final AtomicBoolean STOP = new AtomicBoolean();
  private static StageRunner spark = StageRunner.here(new Parallel(1, () -> false));

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark = new SparkCluster().open("local[2]", STOP::get);
  }

  @AfterAll
  static void end() {
    spark.close();
  }

  /// A smooth picture, different for each number.
  private static Picture picture(int number) {
    Random random = new Random(number);
    int[] of = random.ints(6, 0, 4).toArray();
    byte[] rgb = new byte[3 * 64 * 64];
    for (int i = 0; i < rgb.length; i++) {
      int pixel = i / 3;
      rgb[i] = (byte) (of[i % 3] * (pixel % 64) + of[3 + i % 3] * (pixel / 64) / 2);
    }
    return Picture.ofRgb(64, 64, rgb);
  }

  private static Example example(String key, String text, List<String> pictures) {
    return Example.of(new Origin("s", "CC0-1.0", key), "reason", text, List.of("42"), pictures);
  }

  /// Some of each fate, more than there are partitions; every seventh shows what another does.
  private static List<Example> questions(PictureStore pictures) throws IOException {
    List<Example> examples = new ArrayList<>();
    List<String> kinds = List.of("[tools]", "[expert]", "[direct]", "[never]");
    for (int i = 0; i < 40; i++) {
      String text = "%s question of %d apples".formatted(kinds.get(i % kinds.size()), i / 2 * 2);
      List<String> shown =
          i % 3 == 0 ? List.of(pictures.add(picture(i % 7 == 0 ? 0 : i))) : List.of();
      examples.add(example("row " + i, text, shown));
    }
    examples.add(example("again", "[tools] question of 4 apples, please", List.of()));
    examples.add(examples.getFirst());
    examples.add(example("unreadable", "?", List.of()).dropped("normalise", "unreadable", "x"));
    return examples;
  }

  private static CurationParts parts() {
    Judge rules = new RuleJudge(new AnswerRules(MathEquivalence.none()));
    Respondent expert = Scripted.respondent("expert", true, Integer.MAX_VALUE);
    return new CurationParts(
        List.of(SparkClusterTest::questions),
        List.of(pictures ->
            List.of(
                example("test 1", "[tools] question of 8 apples", List.of()),
                example("test 2", "What?", List.of(pictures.add(picture(9)))))),
        rules,
        rules,
        Scripted.respondent("direct", false, Integer.MAX_VALUE),
        Scripted.respondent("base", true, Integer.MAX_VALUE),
        List.of(_ -> Optional.of(expert)),
        null);
  }

  private CurationReport curate(Path out, StageRunner computing) throws Exception {
    Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    Workers workers = new Workers(new Parallel(4, () -> false), computing);
    try (Curation curation = new Curation(CONFIG, parts(), out, workers, (_, _, _) -> {}, clock)) {
      return curation.run();
    }
  }

  private static Map<String, String> digests(Path directory) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        digests.put(
            directory.relativize(file).toString(), Digests.sha256(Files.readAllBytes(file)));
      }
    }
    return digests;
  }

  @Test
  void everyFileIsTheSameAsWithoutSpark() throws Exception {
    Path here = folder.resolve("here");
    Path onSpark = folder.resolve("spark");
    CurationReport report = curate(here, StageRunner.here(new Parallel(4, () -> false)));
    CurationReport sparks = curate(onSpark, spark);
    assertThat(report.funnel().stream().map(StageCount::dropped).toList())
        .as("each of the stages that run on Spark drops something")
        .anySatisfy(dropped -> assertThat(dropped).containsKeys("duplicate id", "unreadable"))
        .anySatisfy(dropped -> assertThat(dropped).containsKey("near-duplicate"))
        .anySatisfy(dropped ->
            assertThat(dropped)
                .containsKeys("contaminated by picture", "contaminated by question"));
    assertThat(sparks.funnel()).isEqualTo(report.funnel());
    for (String part : List.of("stages", "exports", "images")) {
      assertThat(digests(onSpark.resolve(part)))
          .isNotEmpty()
          .isEqualTo(digests(here.resolve(part)));
    }
  }

  @Test
  void badInputOnAWorkerIsTheSameOneLine() throws Exception {
    PictureStore pictures = PictureStore.open(folder);
    Example lost = example("lost", "What?", List.of("0123"));
    assertThatThrownBy(() ->
            spark.map(List.of(lost), new Normalising(CONFIG.rewards(), pictures), (_, _) -> {}))
        .isInstanceOf(BadInputException.class)
        .hasMessage(pictures.file("0123").toAbsolutePath() + ": no such file");
  }

  @Test
  void aStopEndsTheJob() {
    STOP.set(true);
    try {
      assertThatThrownBy(() ->
              spark.map(List.of(example("slow", "?", List.of())), new Sleeping(), (_, _) -> {}))
          .isInstanceOf(BadInputException.class)
          .hasMessage("stopped; nothing is lost, the same command goes on");
    } finally {
      STOP.set(false);
    }
  }

  @Test
  void progressEndsWithAll() throws Exception {
    List<String> told = new ArrayList<>();
    List<Example> examples = questions(PictureStore.open(folder));
    List<String> ids =
        spark.map(examples, Example::id, (done, total) -> told.add(done + " of " + total));
    assertThat(ids).isEqualTo(examples.stream().map(Example::id).toList());
    assertThat(told).last().isEqualTo("43 of 43");
  }

  /// Longer than anybody waits.
  private record Sleeping() implements ExampleWork<String> {
    @Override
    public String on(Example example) {
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return example.id();
    }
  }
}
