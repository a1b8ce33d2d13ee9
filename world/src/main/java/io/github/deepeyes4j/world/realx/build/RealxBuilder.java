package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.core.image.PerceptualHash;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Split;
import io.github.deepeyes4j.world.realx.Answer;
import io.github.deepeyes4j.world.realx.Box;
import io.github.deepeyes4j.world.realx.Expression;
import io.github.deepeyes4j.world.realx.Item;
import io.github.deepeyes4j.world.realx.Manifest;
import io.github.deepeyes4j.world.realx.Operand;
import io.github.deepeyes4j.world.realx.RealxMini;
import io.github.deepeyes4j.world.realx.Solution;
import io.github.deepeyes4j.world.realx.scene.NoRoomException;
import io.github.deepeyes4j.world.realx.scene.Painted;
import io.github.deepeyes4j.world.realx.scene.Painter;
import io.github.deepeyes4j.world.realx.scene.TextReader;
import java.awt.Font;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Builds RealX-Mini: the same assets and seed give the same questions, documents and pixels.
///
/// Entities are divided into splits before any question exists. Each question is drafted from the
/// stock of its split by a template, checked, painted and checked again; one that fails a check is
/// drafted anew. For one thread.
public final class RealxBuilder {
  /// Questions of the benchmark.
  public static final int QUESTIONS = 300;

  /// Drafts by one template before the next is tried.
  private static final int ATTEMPTS = 300;

  /// Questions about one photograph's subject at most.
  private static final int PER_ENTITY = 4;

  /// Bits of the perceptual hash by which pictures of different splits differ at least.
  private static final int APART = 9;

  /// The splits that questions take in turn: 11 train, 2 dev, 7 test of 20.
  private static final String TURNS = "TETTETTDTETTETTETDEE";

  private final long seed;
  private final Stock stock;
  private final Checks checks;
  private final Legibility legibility;
  private final TemplateList templates = TemplateList.standard();
  private final Map<String, Split> answers = new HashMap<>();
  private final Map<Long, Split> pictures = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final List<Item> items = new ArrayList<>();

  private RealxBuilder(Assets assets, long seed) {
    this.seed = seed;
    this.stock = Stock.of(assets, random(seed, -1, 0));
    this.checks = new Checks(stock.documents());
    this.legibility = new Legibility(new TextReader(assets.fonts()));
  }

  /// Builds the benchmark in a directory that is not there yet, or empty.
  ///
  /// @param progress told how many questions are done
  public static Manifest build(Assets assets, long seed, Path directory, IntConsumer progress) {
    return new RealxBuilder(assets, seed).build(directory, progress);
  }

  private Manifest build(Path directory, IntConsumer progress) {
    try (Release release = Release.begin(directory)) {
      int number = 0;
      for (Cell cell : Cell.all()) {
        for (int i = 0; i < cell.questions(); i++) {
          items.add(question(cell, number, release));
          progress.accept(++number);
        }
      }
      return release.finish(seed, items, stock);
    }
  }

  private static SplittableRandom random(long seed, int number, int attempt) {
    long mixed =
        seed * 0x9E3779B97F4A7C15L + number * 0xBF58476D1CE4E5B9L + attempt * 0x94D049BB133111EBL;
    // The first values of neighbouring seeds are alike; later ones are not.
    return new SplittableRandom(mixed).split();
  }

  private static Split split(int number) {
    return switch (TURNS.charAt(number % TURNS.length())) {
      case 'T' -> Split.TRAIN;
      case 'D' -> Split.DEV;
      default -> Split.TEST;
    };
  }

  private Item question(Cell cell, int number, Release release) {
    Split split = split(number);
    Map<String, Integer> reasons = new HashMap<>();
    int attempt = 0;
    for (Template template : rarestFirst(cell, split)) {
      for (int i = 0; i < ATTEMPTS; i++) {
        try {
          return accepted(template, split, random(seed, number, attempt++), release);
        } catch (UnsuitableException | NoRoomException e) {
          reasons.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
        }
      }
    }
    throw new IllegalStateException(
        "question %d of %s, %s: no draft passes: %s"
            .formatted(number, cell.domain().label(), split.label(), reasons));
  }

  /// The templates of a cell, those first that have made the fewest questions.
  private List<Template> rarestFirst(Cell cell, Split split) {
    Map<String, Long> made =
        items.stream()
            .collect(Collectors.groupingBy(item -> item.kind().template(), Collectors.counting()));
    return templates.of(cell.domain(), cell.abilities(), split == Split.TEST).stream()
        .sorted(Comparator.comparing(template -> made.getOrDefault(template.name(), 0L)))
        .toList();
  }

  /// A draft that passes every check, painted and written.
  private Item accepted(Template template, Split split, SplittableRandom random, Release release) {
    Draft draft = template.maker().apply(new Studio(stock, split, random));
    Expression expression = new Expression(draft.asked().expression());
    Solution unpainted = new Solution(draft.operands(), expression);
    checks.require(draft, unpainted, template.abilities(), random);
    requireNew(draft, unpainted.answer(), template, split);
    List<Font> fonts = stock.assets().fonts();
    Painted painted =
        Painter.paint(draft.sketch(), fonts.get(random.nextInt(fonts.size())), random);
    Solution solution = new Solution(placed(draft, painted), expression);
    legibility.require(painted.picture(), solution.operands(), random);
    long hash = PerceptualHash.of(painted.picture());
    requireApart(hash, split);
    pictures.put(hash, split);
    answers.put(answerKey(template, solution.answer()), split);
    recognised(draft).forEach(entity -> uses.merge(entity, 1, Integer::sum));
    String id = "%s-%03d".formatted(RealxMini.NAME, items.size() + 1);
    return new Item(
        id,
        new Item.Kind(template.domain(), template.abilities(), template.name(), split),
        draft.asked().question(),
        release.addImage(id, painted.picture()),
        new Answer(
            solution.answer(),
            draft.asked().tolerance(),
            draft.asked().unit(),
            draft.asked().aliases()),
        solution,
        Stream.concat(draft.entities().stream(), draft.sketch().scenery().stream())
            .distinct()
            .sorted()
            .toList());
  }

  /// The operands with the boxes that painting gave them.
  private static List<Operand> placed(Draft draft, Painted painted) {
    return draft.operands().stream().map(operand -> placed(operand, painted)).toList();
  }

  private static Operand placed(Operand operand, Painted painted) {
    return switch (operand) {
      case Operand.Reading(var name, var value, var form, _, var small) ->
          new Operand.Reading(name, value, form, box(painted, name), small);
      case Operand.Recognition(var name, var value, _, var small, var picture) ->
          new Operand.Recognition(name, value, box(painted, name), small, picture);
      case Operand.Statement statement -> statement;
    };
  }

  /// What has no row of its own is the whole picture.
  private static Box box(Painted painted, String name) {
    return painted
        .boxes()
        .getOrDefault(name, new Box(0, 0, painted.picture().width(), painted.picture().height()));
  }

  /// No question is asked twice, no answer of a domain in two splits, and no photograph too often.
  private void requireNew(Draft draft, String answer, Template template, Split split) {
    Checks.require(
        answers.getOrDefault(answerKey(template, answer), split) == split,
        "another split's answer");
    Checks.require(
        items.stream()
            .noneMatch(item ->
                item.question().equals(draft.asked().question())
                    && item.answer().value().equals(answer)),
        "asked before");
    Checks.require(
        recognised(draft).stream().allMatch(e -> uses.getOrDefault(e, 0) < PER_ENTITY),
        "shown too often");
  }

  private static String answerKey(Template template, String answer) {
    return template.domain().label() + ":" + answer;
  }

  private static List<String> recognised(Draft draft) {
    return draft.operands().stream()
        .filter(Operand.Recognition.class::isInstance)
        .map(operand -> ((Operand.Recognition) operand).picture())
        .toList();
  }

  private void requireApart(long hash, Split split) {
    pictures.forEach((other, itsSplit) ->
        Checks.require(
            itsSplit == split || PerceptualHash.distance(hash, other) >= APART,
            "another split has a picture like it"));
  }
}
