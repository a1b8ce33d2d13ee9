package io.github.deepeyes4j.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.assets.Split;
import io.github.deepeyes4j.world.realx.Ability;
import io.github.deepeyes4j.world.realx.Answer;
import io.github.deepeyes4j.world.realx.Box;
import io.github.deepeyes4j.world.realx.Domain;
import io.github.deepeyes4j.world.realx.Expression;
import io.github.deepeyes4j.world.realx.Form;
import io.github.deepeyes4j.world.realx.Manifest;
import io.github.deepeyes4j.world.realx.Operand;
import io.github.deepeyes4j.world.realx.RealxMini;
import io.github.deepeyes4j.world.realx.Solution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A benchmark of two questions in RealX-Mini's form: one that takes a crop and a page, one that
/// takes neither.
class RealxItemsTest {
  private static final Operand CODE =
      new Operand.Reading("a", "KX-28", Form.CODE, new Box(100, 200, 60, 12), true);
  private static final Operand FARE =
      new Operand.Statement("b", "9.95", "{a}", "{a} adult fare", "Adult fare", "fictional-1");
  private static final Operand NUMBER =
      new Operand.Reading("a", "7", Form.NUMBER, new Box(0, 0, 90, 90), false);

  @TempDir private Path folder;

  private static io.github.deepeyes4j.world.realx.Item item(
      int number, Set<Ability> abilities, Answer answer, Operand... operands) {
    return new io.github.deepeyes4j.world.realx.Item(
        "q-" + number,
        new io.github.deepeyes4j.world.realx.Item.Kind(
            Domain.CULTURE, abilities, "template", Split.TEST),
        "What is question %d?".formatted(number),
        "images/%d.png".formatted(number),
        answer,
        new Solution(List.of(operands), new Expression("a")),
        List.of());
  }

  @BeforeEach
  void write() throws IOException {
    List<io.github.deepeyes4j.world.realx.Item> items =
        List.of(
            item(
                1,
                EnumSet.of(Ability.PERCEPTION, Ability.SEARCH),
                new Answer("9.95", 0.005, "euros", List.of("EUR 9.95")),
                CODE,
                FARE),
            item(2, EnumSet.of(Ability.REASONING), new Answer("7", 0, "", List.of()), NUMBER));
    Files.createDirectories(folder.resolve("images"));
    for (int i = 1; i <= items.size(); i++) {
      byte[] pixels = new byte[3 * 1024 * 512];
      Files.write(
          folder.resolve("images/%d.png".formatted(i)), Picture.ofRgb(1024, 512, pixels).toPng());
    }
    Files.write(folder.resolve(RealxMini.QUESTIONS), items.stream().map(RealxMini::line).toList());
    Files.writeString(
        folder.resolve(RealxMini.CORPUS),
        "{\"id\": \"fictional-1\", \"url\": \"https://example.org/ferry\", \"text\": \"Adult fare: 9.95\"}\n");
    Files.writeString(
        folder.resolve(RealxMini.MANIFEST),
        JsonMapper.shared().writeValueAsString(Manifest.of(1, "abc", items)));
  }

  @Test
  void itemsKnowWhatTheyTakeAndRestOn() {
    try (ItemSource source = ItemSource.open(RealxItems.BENCHMARK, folder)) {
      assertThat(source.count()).isEqualTo(2);
      assertThat(source.digest()).isEqualTo("abc");
      List<Item> items = source.items().toList();
      Item first = items.getFirst();
      assertThat(first.fields())
          .containsEntry("perception", "yes")
          .containsEntry("reasoning", "no")
          .containsEntry("search", "yes")
          .containsEntry("all", "no")
          .containsEntry("needs-tools", "yes")
          .containsEntry("domain", "culture")
          .containsEntry("reality", "fictional");
      assertThat(first.fields().keySet()).containsAll(RealxItems.BENCHMARK.columns().groups());
      assertThat(first.evidence().boxes()).containsExactly(new Evidence.Box(100, 200, 160, 212));
      assertThat(first.evidence().documents()).containsExactly("https://example.org/ferry");
      assertThat(items.getLast().field("needs-tools")).isEqualTo("no");
      assertThat(items.getLast().evidence()).isEqualTo(Evidence.NONE);
    }
  }

  @Test
  void answersAreRightByTheBenchmarksOwnRule() {
    try (ItemSource source = ItemSource.open(RealxItems.BENCHMARK, folder)) {
      Item item = source.items().findFirst().orElseThrow();
      assertThat(item.answers()).containsExactly("9.95", "EUR 9.95");
      Predicate<String> rule = Objects.requireNonNull(item.rule());
      assertThat(List.of("9.95 euros", "€9.99", "EUR 9.95")).allMatch(rule);
      assertThat(List.of("10.05", "9.95 kg", "")).noneMatch(rule);
    }
  }

  /// Code and search have the picture whole.
  @Test
  void aModelIsShownTheViewAndToolsHaveThePicture() {
    try (ItemSource source = ItemSource.open(RealxItems.BENCHMARK, folder)) {
      Item item = source.items().findFirst().orElseThrow();
      Question question = item.toQuestion("q", RealxItems.BENCHMARK.view());
      assertThat(question.pictures().getFirst().width()).isEqualTo(1024);
      assertThat(question.shown().getFirst().width()).isEqualTo(256);
      assertThat(question.shown().getFirst().height()).isEqualTo(128);
      assertThat(item.toQuestion("q", null).shown()).isEqualTo(question.pictures());
    }
  }

  @Test
  void aDirectoryWithoutQuestionsIsNamed() {
    assertThatThrownBy(() -> ItemSource.open(RealxItems.BENCHMARK, folder.resolve("images")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("holds no questions.jsonl");
  }
}
