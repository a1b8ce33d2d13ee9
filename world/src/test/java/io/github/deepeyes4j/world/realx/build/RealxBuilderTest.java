package io.github.deepeyes4j.world.realx.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.PerceptualHash;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Split;
import io.github.deepeyes4j.world.realx.Ability;
import io.github.deepeyes4j.world.realx.Box;
import io.github.deepeyes4j.world.realx.Item;
import io.github.deepeyes4j.world.realx.Manifest;
import io.github.deepeyes4j.world.realx.Operand;
import io.github.deepeyes4j.world.realx.RealxMini;
import io.github.deepeyes4j.world.realx.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The release, built anew and looked over.
class RealxBuilderTest {
  private static final Assets ASSETS = Assets.load(Path.of("../assets"));

  @TempDir private static Path folder;
  private static Manifest built;
  private static RealxMini release;
  private static final Map<String, String> CORPUS = new HashMap<>();

  @BeforeAll
  static void build() throws IOException {
    Path directory = folder.resolve("realx-mini");
    built = RealxBuilder.build(ASSETS, Manifest.release().seed(), directory, _ -> {});
    release = RealxMini.load(directory);
    for (String line : Files.readAllLines(release.corpus())) {
      JsonNode document = JsonMapper.shared().readTree(line);
      CORPUS.put(document.get("id").stringValue(), document.get("text").stringValue());
    }
  }

  @Test
  void isTheReleaseThatIsCommitted() {
    assertThat(built).isEqualTo(Manifest.release());
    assertThat(release.manifest()).isEqualTo(built);
  }

  @Test
  void hasTheCountsOfRealXBench() {
    assertThat(built.counts()).isEqualTo(new Manifest.Counts(300, 164, 178, 211, 72));
    assertThat(release.items()).hasSize(RealxBuilder.QUESTIONS);
    assertThat(built.splits()).isEqualTo(Map.of("train", 165, "dev", 30, "test", 105));
    assertThat(built.cells().get("products"))
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "perception", 7,
                    "reasoning", 6,
                    "search", 9,
                    "perception+reasoning", 8,
                    "perception+search", 6,
                    "reasoning+search", 9,
                    "perception+reasoning+search", 15)));
  }

  @Test
  void marksTheToolsThatAbilitiesTake() {
    for (Item item : release.items()) {
      assertThat(item.takes(Ability.PERCEPTION))
          .as(item.id())
          .isEqualTo(item.tools().contains(Tool.CODE));
      assertThat(item.takes(Ability.SEARCH))
          .as(item.id())
          .isEqualTo(
              item.tools().contains(Tool.SEARCH) || item.tools().contains(Tool.IMAGE_SEARCH));
    }
  }

  @Test
  void computesEachAnswer() {
    for (Item item : release.items()) {
      assertThat(item.solution().answer()).as(item.id()).isEqualTo(item.answer().value());
      assertThat(item.question()).as(item.id()).doesNotContain(item.answer().value());
    }
  }

  /// The span of each fact still holds its value.
  @Test
  void factsStandInTheirDocuments() {
    for (Item item : release.items()) {
      for (Operand operand : item.solution().operands()) {
        if (operand instanceof Operand.Statement statement) {
          assertThat(
                  CORPUS
                      .getOrDefault(statement.document(), "")
                      .lines()
                      .filter(line -> line.startsWith(statement.label() + ":"))
                      .map(line -> line.replace(",", "")))
              .as(item.id())
              .anyMatch(line -> line.contains(statement.value().replace(",", "")));
        }
      }
    }
  }

  @Test
  void reasonedAnswersStandNowhere() {
    List<Item> reasoned =
        release.items().stream().filter(item -> item.takes(Ability.REASONING)).toList();
    Set<String> words =
        CORPUS.values().stream()
            .flatMap(text -> Stream.of(text.replace(",", "").split("[^\\d.]+|\\.(?!\\d)")))
            .collect(Collectors.toSet());
    assertThat(reasoned).noneMatch(item -> words.contains(item.answer().value()));
  }

  /// Text that needs a crop is set at 3.3 px of the view at most.
  @Test
  void smallThingsAreSmallAndLieOnThePicture() {
    for (Item item : release.items()) {
      Picture picture = picture(item);
      int longSide = Math.max(picture.width(), picture.height());
      assertThat(longSide).isBetween(1024, 2048);
      for (Box crop : item.evidence().crops()) {
        assertThat((double) crop.height() * RealxMini.VIEW / longSide).isLessThanOrEqualTo(3.3);
        assertThat(crop.right()).isLessThanOrEqualTo(picture.width());
        assertThat(crop.bottom()).isLessThanOrEqualTo(picture.height());
      }
    }
  }

  @Test
  void splitsShareNothing() {
    requireDisjoint(item -> item.entities().stream());
    requireDisjoint(item -> item.evidence().documents().stream());
    requireDisjoint(item -> item.evidence().pictures().stream());
    requireDisjoint(item -> Stream.of(item.kind().domain().label() + " " + item.answer().value()));
    requireDisjoint(item -> Stream.of(picture(item).digest()));
  }

  private static void requireDisjoint(Function<Item, Stream<String>> things) {
    Map<String, Split> owners = new HashMap<>();
    for (Item item : release.items()) {
      things
          .apply(item)
          .forEach(thing ->
              assertThat(owners.merge(thing, item.kind().split(), (before, _) -> before))
                  .as("%s: %s", item.id(), thing)
                  .isEqualTo(item.kind().split()));
    }
  }

  @Test
  void picturesOfTwoSplitsDoNotLookAlike() {
    List<Long> hashes = new ArrayList<>();
    for (Item item : release.items()) {
      hashes.add(PerceptualHash.of(picture(item)));
    }
    for (int i = 0; i < hashes.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (split(i) != split(j)) {
          assertThat(PerceptualHash.distance(hashes.get(i), hashes.get(j))).isGreaterThan(8);
        }
      }
    }
  }

  private static Split split(int index) {
    return release.items().get(index).kind().split();
  }

  @Test
  void aFifthOfTheTemplatesIsForTestsOnly() {
    List<Template> templates = TemplateList.standard().all();
    Set<String> testOnly =
        templates.stream()
            .filter(Template::testOnly)
            .map(Template::name)
            .collect(Collectors.toSet());
    assertThat(testOnly.size() / (double) templates.size()).isBetween(0.18, 0.22);
    assertThat(release.items())
        .filteredOn(item -> item.kind().split() != Split.TEST)
        .noneMatch(item -> testOnly.contains(item.kind().template()));
    assertThat(release.items()).anyMatch(item -> testOnly.contains(item.kind().template()));
  }

  @Test
  void saysWhichDocumentsAreMadeUp() {
    long fictional =
        CORPUS.keySet().stream().filter(id -> id.startsWith(RealxMini.FICTIONAL)).count();
    assertThat(fictional).isBetween(380L, 420L);
    assertThat(CORPUS).hasSize((int) fictional + ASSETS.documents().size());
  }

  @Test
  void leavesADirectoryWithFilesAlone() throws IOException {
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.writeString(full.resolve("note.txt"), "mine");
    assertThatThrownBy(() -> RealxBuilder.build(ASSETS, 1, full, _ -> {}))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("not an empty directory");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.contains("part"));
    }
  }

  @Test
  void saysWhatIsWrongWithADirectory() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> RealxMini.load(empty))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("questions.jsonl");
    Files.writeString(empty.resolve(RealxMini.QUESTIONS), "{\"id\": 1, \"x\": 2}\n");
    assertThatThrownBy(() -> RealxMini.load(empty))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("questions.jsonl:1");
  }

  private static Picture picture(Item item) {
    return PictureDecoder.decode(release.directory().resolve(item.image()));
  }
}
