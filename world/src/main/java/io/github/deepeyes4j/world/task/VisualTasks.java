package io.github.deepeyes4j.world.task;

import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.world.scene.Board;
import io.github.deepeyes4j.world.scene.Mark;
import io.github.deepeyes4j.world.scene.Scan;
import io.github.deepeyes4j.world.scene.Scene;
import io.github.deepeyes4j.world.scene.SceneComposer;
import io.github.deepeyes4j.world.scene.SceneComposer.Order;
import io.github.deepeyes4j.world.scene.Tint;
import io.github.deepeyes4j.world.task.Inscriptions.Inscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Questions about a scene: reading a detail (perception), and what a look is enough for (easy).
final class VisualTasks {
  /// Most boards in a scene.
  private static final int MAX_BOARDS = 6;

  private final SceneComposer composer;
  private final Inscriptions inscriptions;

  VisualTasks(SceneComposer composer, Inscriptions inscriptions) {
    this.composer = composer;
    this.inscriptions = inscriptions;
  }

  Task perception(String id, SplittableRandom random) {
    Inscription inscription = inscriptions.any(random);
    Scene scene = scene(random, inscription.text(), false);
    Board board = scene.boards().getFirst();
    Place place = Place.any(random, scene, board);
    return task(
        id,
        TaskClass.PERCEPTION,
        Pick.from(random, inscription.noun().questions()).formatted(place.phrase()),
        scene,
        inscription.text(),
        new Step.Zoom(scene, board, place.finding()));
  }

  /// A scene whose first board bears `text`, with random others around it.
  Scene scene(SplittableRandom random, String text, boolean big) {
    List<Order> orders = new ArrayList<>();
    orders.add(new Order(text, big, !big && random.nextInt(3) == 0));
    int others = random.nextInt(big ? 3 : MAX_BOARDS);
    for (int i = 0; i < others; i++) {
      boolean otherBig = !big && i == 0 && random.nextInt(6) == 0;
      Inscription other = otherBig ? inscriptions.big(random) : inscriptions.any(random);
      orders.add(new Order(other.text(), otherBig, !otherBig && random.nextInt(4) == 0));
    }
    return composer.compose(random, orders);
  }

  Task easy(String id, SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> colour(id, random);
      case 1 -> count(id, random);
      case 2 -> present(id, random);
      case 3 -> shape(id, random);
      default -> large(id, random);
    };
  }

  private Task large(String id, SplittableRandom random) {
    Inscription inscription = inscriptions.big(random);
    Scene scene = scene(random, inscription.text(), true);
    Board board = scene.boards().getFirst();
    Place place = Place.any(random, scene, board);
    return easyTask(
        id,
        Pick.from(random, inscription.noun().questions()).formatted(place.phrase()),
        scene,
        place.finding() + Scan.text(scene, board) + "\n" + board.text(),
        inscription.text());
  }

  private Task colour(String id, SplittableRandom random) {
    Scene scene = anyScene(random);
    for (Board board : scene.boards()) {
      Optional<Place> place =
          Place.byNeighbour(scene, board).or(() -> Place.byRegion(scene, board));
      if (place.isPresent()) {
        return easyTask(
            id,
            Pick.from(random, List.of("What colour is %s?", "Which colour does %s have?"))
                .formatted(place.get().phrase()),
            scene,
            place.get().finding(),
            board.tint().label());
      }
    }
    return count(id, random);
  }

  private Task count(String id, SplittableRandom random) {
    Scene scene = anyScene(random);
    return easyTask(
        id,
        Pick.from(
            random,
            List.of(
                "How many coloured boards are in the picture?",
                "How many boards with text are there?",
                "Count the boards.")),
        scene,
        Scan.counting(scene),
        String.valueOf(scene.boards().size()));
  }

  private Task present(String id, SplittableRandom random) {
    Scene scene = anyScene(random);
    Tint asked =
        random.nextBoolean()
            ? Pick.from(random, scene.boards()).tint()
            : Pick.from(random, List.of(Tint.values()));
    Optional<Board> there =
        scene.boards().stream().filter(board -> board.tint() == asked).findFirst();
    return easyTask(
        id,
        Pick.from(random, List.of("Is there a %s board in the picture?", "Do you see a %s board?"))
            .formatted(asked.label()),
        scene,
        there.map(board -> Scan.found(scene, board)).orElse("no " + asked.label()),
        there.isPresent() ? "yes" : "no");
  }

  private Task shape(String id, SplittableRandom random) {
    Scene scene = anyScene(random);
    for (Board board : scene.boards()) {
      Optional<Mark> mark = Place.neighbour(scene, board);
      if (mark.isPresent()) {
        Place place = Place.byColor(scene, board);
        return easyTask(
            id,
            Pick.from(random, List.of("Which shape is next to %s?", "What is drawn beside %s?"))
                .formatted(place.phrase()),
            scene,
            place.finding() + Scan.around(scene, scene.cell(board), scene.cell(mark.get())),
            mark.get().shape().label());
      }
    }
    return present(id, random);
  }

  /// Random boards; now and then the first is big.
  Scene anyScene(SplittableRandom random) {
    boolean big = random.nextInt(6) == 0;
    return scene(random, (big ? inscriptions.big(random) : inscriptions.any(random)).text(), big);
  }

  Scene mosaic(SplittableRandom random) {
    return composer.mosaic(random);
  }

  private static Task easyTask(
      String id, String question, Scene scene, String finding, String answer) {
    return task(id, TaskClass.EASY, question, scene, answer, new Step.Look(scene, finding));
  }

  static Task task(
      String id, TaskClass kind, String question, Scene scene, String answer, Step... solution) {
    return new Task(
        new Question(id, question, List.of(scene.picture())),
        kind,
        List.of(answer),
        List.of(solution));
  }
}
