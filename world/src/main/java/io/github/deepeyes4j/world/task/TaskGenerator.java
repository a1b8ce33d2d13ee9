package io.github.deepeyes4j.world.task;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Fact;
import io.github.deepeyes4j.world.assets.Split;
import io.github.deepeyes4j.world.scene.Board;
import io.github.deepeyes4j.world.scene.Scene;
import io.github.deepeyes4j.world.scene.SceneComposer;
import java.util.List;
import java.util.SplittableRandom;

/// Generates the nano tasks of one split: the same assets, split, seed and index give the same
/// task. Safe for concurrent use.
public final class TaskGenerator {
  private final Split split;
  private final VisualTasks visual;
  private final FactTasks facts;
  private final Inscriptions inscriptions;

  /// Prepares a generator.
  ///
  /// @param view the image processor of the model that will look: what it cannot read at first
  ///   sight depends on it
  public TaskGenerator(Assets assets, Split split, ImageProcessor view) {
    this.split = split;
    this.inscriptions = new Inscriptions(assets, split);
    this.visual = new VisualTasks(new SceneComposer(assets, split, view), inscriptions);
    this.facts = new FactTasks(assets.facts(split));
  }

  /// The task at an index; the classes take turns.
  public Task task(long seed, int index) {
    return task(TaskClass.at(index), seed, index);
  }

  /// A task of one class.
  public Task task(TaskClass kind, long seed, int index) {
    String id = "%s-%d-%d".formatted(split.label(), seed, index);
    SplittableRandom random =
        new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index * 0xBF58476D1CE4E5B9L);
    // The first values of neighbouring seeds are alike; later ones are not.
    random = random.split();
    return switch (kind) {
      case PERCEPTION -> visual.perception(id, random);
      case NUMERIC -> Arithmetic.numeric(id, random);
      case SEARCH -> facts.search(id, random);
      case TWO_STEP ->
          random.nextBoolean() ? cropThenCompute(id, random) : cropThenSearch(id, random);
      case EASY ->
          random.nextInt(8) == 0 ? Arithmetic.trivial(id, random) : visual.easy(id, random);
    };
  }

  /// A scene as perception tasks are asked about, without a question.
  public Scene scene(SplittableRandom random) {
    return visual.anyScene(random);
  }

  /// A scene with something in most cells, without a question.
  public Scene mosaic(SplittableRandom random) {
    return visual.mosaic(random);
  }

  private Task cropThenCompute(String id, SplittableRandom random) {
    String text = inscriptions.number(random, random.nextInt(2, 5)).text();
    Scene scene = visual.scene(random, text, false);
    Board board = scene.boards().getFirst();
    Place place = Place.any(random, scene, board);
    Arithmetic.Sum sum = Arithmetic.withRead(random, Integer.parseInt(text), place.phrase());
    return VisualTasks.task(
        id,
        TaskClass.TWO_STEP,
        sum.question(),
        scene,
        String.valueOf(sum.value()),
        new Step.Zoom(scene, board, place.finding()),
        sum.step());
  }

  private Task cropThenSearch(String id, SplittableRandom random) {
    Fact fact = facts.anyShown(random);
    String name = FactTasks.sign(fact);
    Scene scene = visual.scene(random, name, false);
    Board board = scene.boards().getFirst();
    Place place = Place.any(random, scene, board);
    String thing = fact.entityId().startsWith("element:") ? "element" : "country";
    String entity = "the %s named on %s".formatted(thing, place.phrase());
    return new Task(
        new io.github.deepeyes4j.core.agent.Question(
            id, FactTasks.question(random, fact, entity), List.of(scene.picture())),
        TaskClass.TWO_STEP,
        fact.answers(),
        List.of(
            new Step.Zoom(scene, board, place.finding()),
            new Step.Lookup(FactTasks.query(fact, name), fact)));
  }
}
