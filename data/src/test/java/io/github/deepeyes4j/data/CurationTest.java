package io.github.deepeyes4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.core.score.judge.AnswerRules;
import io.github.deepeyes4j.core.score.judge.MathEquivalence;
import io.github.deepeyes4j.core.score.judge.RuleJudge;
import io.github.deepeyes4j.data.ask.Asker.Respondent;
import io.github.deepeyes4j.data.ask.Parallel;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.Example.Origin;
import io.github.deepeyes4j.data.example.PictureStore;
import io.github.deepeyes4j.data.source.ExampleSource;
import io.github.deepeyes4j.table.Table;
import io.github.deepeyes4j.table.form.ConversationRow;
import io.github.deepeyes4j.table.form.VerlRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurationTest {
  private static final int NEVER = Integer.MAX_VALUE;
  private static final int SAMPLES = 4;

  private static final String CONFIG =
      """
      seed: 3
      concurrent: 4
      sources: [{name: s, licence: CC0-1.0, file: unused.parquet}]
      base: {model: base, temperature: 1.0, max-tokens: 10}
      difficulty: {samples: 4, max-right: 1}
      tool-benefit: {samples: 4, min-right: 1}
      teachers: [{name: bad}, {name: expert}]
      attempts: 2
      verify: {require-tools: true}
      """;

  @TempDir Path folder;
  private Path out = Path.of("");

  @BeforeEach
  void begin() {
    Scripted.BEGUN.clear();
    Scripted.SEEDS.clear();
    out = folder.resolve("out");
  }

  private static Picture picture(long seed) {
    byte[] rgb = new byte[3 * 64 * 64];
    new Random(seed).nextBytes(rgb);
    return Picture.ofRgb(64, 64, rgb);
  }

  /// One example of each fate.
  private static List<Example> questions(PictureStore pictures) throws IOException {
    List<Example> examples = new ArrayList<>();
    List<String> texts =
        List.of(
            "[direct] alpha apple",
            "[tools] beta banana",
            "[tools] gamma grape",
            "[expert] delta date",
            "[expert] epsilon elder",
            "[broken] zeta zucchini",
            "[never] eta eggplant",
            "[tools] theta thyme",
            "[tools] beta banana");
    for (String text : texts) {
      List<String> shown =
          text.contains("gamma") || text.contains("delta")
              ? List.of(pictures.add(picture(text.hashCode())))
              : List.of();
      examples.add(example(text, shown));
    }
    examples.add(example("[tools] banana, beta!", List.of()));
    examples.add(
        Example.of(
            new Origin("s", "", "unlicensed"), "reason", "[tools] iota", List.of("42"), List.of()));
    examples.add(
        example("unreadable", List.of()).dropped(ExampleSource.STAGE, "unreadable", "no picture"));
    return examples;
  }

  private static Example example(String text, List<String> pictures) {
    return Example.of(
        new Origin("s", "CC0-1.0", text), "reason", text, List.of("42", "forty-two"), pictures);
  }

  private static CurationParts parts(int failAfter) {
    Judge rules = new RuleJudge(new AnswerRules(MathEquivalence.none()));
    Respondent bad = Scripted.respondent("bad", true, failAfter);
    Respondent expert = Scripted.respondent("expert", true, failAfter);
    ExampleSource benchmark = pictures -> List.of(example("[tools] theta thyme?", List.of()));
    return new CurationParts(
        List.of(CurationTest::questions),
        List.of(benchmark),
        rules,
        rules,
        Scripted.respondent("direct", false, failAfter),
        Scripted.respondent("base", true, failAfter),
        List.of(_ -> Optional.of(bad), _ -> Optional.of(expert)),
        null);
  }

  private CurationReport run(CurationParts parts, String... overrides) throws Exception {
    CurationConfig config = Configs.parse(CONFIG, "test", CurationConfig.class, List.of(overrides));
    Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    try (Curation curation =
        new Curation(
            config,
            parts,
            out,
            Workers.here(new Parallel(4, () -> false)),
            (_, _, _) -> {},
            clock)) {
      return curation.run();
    }
  }

  @Test
  void theFunnelSaysWhereEveryExampleWent() throws Exception {
    CurationReport report = run(parts(NEVER));
    assertThat(report.funnel())
        .containsExactly(
            new StageCount(
                "normalise", 12, 9, Map.of("duplicate id", 1, "no licence", 1, "unreadable", 1)),
            new StageCount("difficulty", 9, 8, Map.of("too easy", 1)),
            new StageCount("tool-benefit", 8, 8, Map.of()),
            new StageCount("split", 8, 8, Map.of()),
            new StageCount("synthesise", 8, 8, Map.of()),
            new StageCount("verify", 8, 6, Map.of("code error", 1, "wrong answer", 1)),
            new StageCount("deduplicate", 6, 5, Map.of("near-duplicate", 1)),
            new StageCount("decontaminate", 5, 4, Map.of("contaminated by question", 1)),
            new StageCount("mix", 4, 4, Map.of()));
    assertThat(report.exports().coldStart()).isEqualTo(2);
    assertThat(report.exports().rl()).isEqualTo(2);
    assertThat(report.direct()).isEqualTo(Map.of(0, 8, SAMPLES, 1));
    assertThat(report.withTools()).isEqualTo(Map.of(0, 4, SAMPLES, 4));
    // Two attempts at each of the four unsolved, 2 tokens a turn at 1 a token.
    assertThat(report.asked())
        .hasEntrySatisfying(
            "synthesise",
            spent -> {
              assertThat(spent.episodes()).isEqualTo(8);
              assertThat(spent.cost()).isEqualTo(8 * 2 * 2.0);
            });
  }

  @Test
  void teachersAreNotAskedWithTheSeedsOfTheBase() throws Exception {
    run(parts(NEVER));
    assertThat(Scripted.SEEDS.get("expert"))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(Scripted.SEEDS.get("base"));
  }

  @Test
  void theExportsHoldWhatWasKept() throws Exception {
    CurationReport report = run(parts(NEVER));
    Path sharegpt = Path.of(report.exports().sharegpt());
    List<ConversationRow> conversations =
        ConversationRow.readAll(sharegpt.resolve("deepeyes_cold_start.json"));
    assertThat(conversations.stream().map(row -> row.messages().get(1).text()))
        .containsExactly("<image>[expert] delta date", "[expert] epsilon elder");
    ConversationRow first = conversations.getFirst();
    assertThat(first.messages().stream().map(m -> m.role()))
        .containsExactly("system", "user", "assistant", "user", "assistant");
    assertThat(first.messages().getLast().text()).endsWith("<answer>42</answer>");
    assertThat(PictureDecoder.decode(sharegpt.resolve(first.images().getFirst())))
        .isEqualTo(picture("[expert] delta date".hashCode()));
    assertThat(Files.readString(sharegpt.resolve("dataset_info.json")))
        .contains("\"file_name\" : \"deepeyes_cold_start.json\"", "\"formatting\" : \"sharegpt\"");

    Table verl = Table.open(Path.of(report.exports().verl()));
    try (var rows = verl.rows()) {
      List<VerlRow> questions = rows.map(VerlRow::of).toList();
      assertThat(questions.stream().map(VerlRow::question))
          .containsExactly("[tools] beta banana", "[tools] gamma grape");
      assertThat(questions.getLast().truth().answers()).containsExactly("42", "forty-two");
      assertThat(
              PictureDecoder.decode(
                  questions.getLast().pictures().getFirst().read(out, "it"), "it"))
          .isEqualTo(picture("[tools] gamma grape".hashCode()));
    }
    try (var rows = Table.open(Path.of(report.exports().parquet())).rows()) {
      assertThat(rows.map(row -> row.get("teacher").asString()))
          .containsExactly("expert", "expert");
    }
  }

  private byte[] everything(CurationReport report) throws IOException {
    StringBuilder all = new StringBuilder(report.json());
    try (Stream<Path> files = Files.walk(out.resolve("exports"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        all.append(file).append(Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// The server fails after every so many conversations, wherever that is, and once a line is cut
  /// in the middle as by a kill.
  @Test
  void nothingIsAskedTwiceHoweverOftenItEnds() throws Exception {
    byte[] undisturbed = everything(run(parts(NEVER)));
    List<String> asked = Scripted.BEGUN.stream().sorted().toList();
    Scripted.BEGUN.clear();
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    int failures = 0;
    for (int more = 9; ; more += 9) {
      try {
        assertThat(everything(run(parts(more)))).isEqualTo(undisturbed);
        break;
      } catch (BadInputException e) {
        assertThat(e).hasMessageContaining("the server is down").hasMessageContaining("goes on");
        failures++;
        Path journal = out.resolve("journal/difficulty.jsonl");
        Files.writeString(journal, "{\"example\": \"cut", StandardOpenOption.APPEND);
      }
    }
    assertThat(failures).isGreaterThan(5);
    assertThat(Scripted.BEGUN.stream().sorted().toList()).isEqualTo(asked);
  }

  @Test
  void aSpentBudgetEndsItUntilItIsRaised() throws Exception {
    assertThatThrownBy(() -> run(parts(NEVER), "budget.cost=9"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "the budget of 9.0 is used up (budget.cost raises it); nothing is lost, the same command goes on");
    assertThat(run(parts(NEVER), "budget.cost=1000").exports().coldStart()).isEqualTo(2);
  }

  @Test
  void otherSettingsNeedAnotherDirectory() throws Exception {
    run(parts(NEVER));
    assertThatThrownBy(() -> run(parts(NEVER), "difficulty.max-right=2"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            out
                + ": was begun with difficulty.max-right=1, not 2; choose another directory for --out");
  }
}
