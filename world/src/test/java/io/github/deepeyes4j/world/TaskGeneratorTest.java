package io.github.deepeyes4j.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Document;
import io.github.deepeyes4j.world.assets.Fact;
import io.github.deepeyes4j.world.assets.Photo;
import io.github.deepeyes4j.world.assets.Split;
import io.github.deepeyes4j.world.scene.Board;
import io.github.deepeyes4j.world.scene.Cell;
import io.github.deepeyes4j.world.scene.Scene;
import io.github.deepeyes4j.world.task.Step;
import io.github.deepeyes4j.world.task.Task;
import io.github.deepeyes4j.world.task.TaskClass;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskGeneratorTest {
  private static final Assets ASSETS = Assets.load(Path.of("../assets"));
  private static final ImageProcessor VIEW =
      new ImageProcessor(
          new ImageProcessor.Settings(
              24_000, 28_224, 14, 2, 2, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25)));
  private static final int COUNT = 100;

  private static List<Task> tasks(Split split, long seed) {
    TaskGenerator generator = new TaskGenerator(ASSETS, split, VIEW);
    return IntStream.range(0, COUNT).mapToObj(i -> generator.task(seed, i)).toList();
  }

  @Test
  void idsTellTheClass() {
    TaskGenerator generator = new TaskGenerator(ASSETS, Split.TEST, VIEW);
    for (int i = 3; i < 13; i++) {
      Task task = generator.task(501, i);
      assertThat(TaskClass.ofId(task.question().id())).contains(task.kind());
    }
    assertThat(TaskClass.ofId("realx-mini-001")).isEmpty();
  }

  @Test
  void theSameSeedGivesTheSameTasks() {
    List<Task> once = tasks(Split.TEST, 3);
    List<Task> again = tasks(Split.TEST, 3);
    assertThat(once)
        .extracting(Task::question)
        .isEqualTo(again.stream().map(Task::question).toList());
    assertThat(once)
        .extracting(Task::answers)
        .isEqualTo(again.stream().map(Task::answers).toList());
    assertThat(tasks(Split.TEST, 4))
        .extracting(Task::question)
        .doesNotContainAnyElementsOf(once.stream().map(Task::question).toList());
  }

  @Test
  void theClassesTakeTurns() {
    Map<TaskClass, Long> counts =
        tasks(Split.TRAIN, 1).stream()
            .collect(Collectors.groupingBy(Task::kind, Collectors.counting()));
    assertThat(counts).hasSize(5).allSatisfy((_, count) -> assertThat(count).isEqualTo(COUNT / 5));
  }

  @Test
  void splitsShareNoEntity() {
    Set<String> seen = new HashSet<>();
    for (Split split : Split.values()) {
      Set<String> entities =
          ASSETS.facts(split).stream().map(Fact::entityId).collect(Collectors.toSet());
      ASSETS.photos(split).stream().map(Photo::entityId).forEach(entities::add);
      assertThat(entities).isNotEmpty();
      assertThat(Collections.disjoint(entities, seen)).isTrue();
      seen.addAll(entities);
    }
  }

  @Test
  void factsStandInTheirDocuments() {
    Map<String, String> texts =
        ASSETS.documents().stream().collect(Collectors.toMap(Document::id, Document::text));
    for (Split split : Split.values()) {
      for (Fact fact : ASSETS.facts(split)) {
        assertThat(texts.get(fact.documentId())).contains(fact.evidence());
        assertThat(fact.evidence().replace(",", "")).endsWith(fact.answer().replace(",", ""));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Split.class)
  void tasksAskAboutTheirSplitOnly(Split split) {
    for (Task task : tasks(split, 5)) {
      for (Step step : task.solution()) {
        if (step instanceof Step.Lookup(_, Fact fact)) {
          assertThat(fact.split()).isEqualTo(split);
        }
      }
    }
  }

  @Test
  void detailsAreTooSmallForTheFirstLook() {
    for (Task task : tasks(Split.TEST, 6)) {
      for (Step step : task.solution()) {
        if (step instanceof Step.Zoom(Scene scene, Board board, _)) {
          Picture seen = VIEW.resize(scene.picture());
          double em = board.lettering().font().getSize2D() * seen.width() / scene.picture().width();
          assertThat(em).isLessThan(4.2);
          assertThat(board.big()).isFalse();
        }
      }
    }
  }

  @Test
  void everyItemHasACellOfItsOwn() {
    TaskGenerator generator = new TaskGenerator(ASSETS, Split.TRAIN, VIEW);
    for (int i = 0; i < 50; i++) {
      Scene scene = generator.scene(new SplittableRandom(i));
      Set<Cell> cells = new HashSet<>();
      scene.boards().forEach(board -> assertThat(cells.add(scene.cell(board))).isTrue());
      scene.marks().forEach(mark -> assertThat(cells.add(scene.cell(mark))).isTrue());
      assertThat(scene.boards()).extracting(Board::tint).doesNotHaveDuplicates();
      for (Board board : scene.boards()) {
        assertThat(board.bounds().getMinX()).isGreaterThan(-1);
        assertThat(board.bounds().getMaxX()).isLessThan(scene.picture().width() + 1);
      }
    }
  }
}
