package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.SampleSource;
import io.github.deepeyes4j.world.scene.Cell;
import io.github.deepeyes4j.world.scene.Shape;
import io.github.deepeyes4j.world.scene.Tint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Scans without pictures, and everything in them looked up again: in another order, counted, or by
/// corners; and small sums. Many lookups a sample at the price of a little text.
record RecallSource(ChatEncoder encoder, long seed) implements SampleSource {
  private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ01234567890123456789-";
  private static final int MAX_THINGS = 9;

  @Override
  public Sample sample(long number) {
    Random random = new Random(new SplittableRandom(seed + 23 * number).split().nextLong());
    Scanned scanned = Scanned.random(random);
    Drill drill =
        switch (random.nextInt(9)) {
          case 0, 1 -> new Drill("Scan:" + scanned.text(), scanned.lookups(random));
          case 2 -> new Drill("How many boards?" + scanned.text(), scanned.counted());
          case 3 -> new Drill("Corners:" + scanned.text(), scanned.corners(random));
          case 4 -> scanned.present(random);
          case 5 -> new Drill("How many boards?" + scanned.text(), scanned.counted());
          case 6 -> sums(random);
          default -> texts(random);
        };
    return new Sample.Conversation(
        encoder.encode(
            List.of(
                Message.system("Recall."),
                Message.user(drill.given),
                Message.assistant("<think>" + String.join("\n", drill.recalled) + "</think>\n"))));
  }

  private record Drill(String given, List<String> recalled) {}

  /// What was found where: things by the number of their cell in reading order.
  private record Scanned(int rows, int columns, SortedMap<Integer, String> things) {
    static Scanned random(Random random) {
      int rows = random.nextInt(4, 8);
      int columns = random.nextInt(4, 8);
      return new Scanned(rows, columns, scatter(random, rows * columns));
    }

    String text() {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < rows * columns; i++) {
        text.append(entry(i));
      }
      return text.toString();
    }

    private String entry(int at) {
      return label(at) + (things.containsKey(at) ? found(at) : "-");
    }

    private String found(int at) {
      return things.get(at) + label(at);
    }

    private String label(int at) {
      return " " + new Cell(at / columns, at % columns).label() + ":";
    }

    /// All of them in another order, some with what is around them.
    List<String> lookups(Random random) {
      List<Integer> order = new ArrayList<>(things.keySet());
      Collections.shuffle(order, random);
      return order.stream()
          .map(at -> random.nextBoolean() ? found(at) : found(at) + around(at))
          .toList();
    }

    private String around(int at) {
      StringBuilder around = new StringBuilder();
      int row = at / columns;
      int column = at % columns;
      int[][] cells = {{row - 1, column}, {row, column - 1}, {row, column + 1}, {row + 1, column}};
      for (int[] cell : cells) {
        if (cell[0] >= 0 && cell[0] < rows && cell[1] >= 0 && cell[1] < columns) {
          around.append(entry(cell[0] * columns + cell[1]));
        }
      }
      return around.toString();
    }

    /// Its cells once more, the boards numbered.
    List<String> counted() {
      List<Integer> boards = boards();
      return List.of(
          IntStream.range(0, rows * columns)
              .mapToObj(at -> label(at) + (boards.contains(at) ? boards.indexOf(at) + 1 : "-"))
              .collect(Collectors.joining()));
    }

    private List<Integer> boards() {
      return things.keySet().stream()
          .filter(at ->
              Arrays.stream(Shape.values())
                  .noneMatch(shape -> shape.label().equals(things.get(at))))
          .toList();
    }

    /// Whether there are boards of some colours.
    Drill present(Random random) {
      List<Tint> tints = Arrays.asList(Tint.values());
      Collections.shuffle(tints, random);
      List<String> asked = tints.stream().limit(5).map(Tint::label).toList();
      return new Drill(
          "Is there %s?".formatted(String.join(", ", asked)) + text(),
          asked.stream().map(this::board).toList());
    }

    private String board(String tint) {
      return boards().stream()
          .filter(at -> found(at).endsWith(tint + label(at)))
          .findFirst()
          .map(this::found)
          .orElse("no " + tint);
    }

    /// The corners that hold one board, and the board.
    List<String> corners(Random random) {
      List<String> corners = new ArrayList<>();
      for (int corner = 0; corner < 4; corner++) {
        boolean top = corner < 2;
        boolean left = corner % 2 == 0;
        List<Integer> inside =
            boards().stream()
                .filter(at ->
                    (top ? at / columns : rows - 1 - at / columns) < rows / 2
                        && (left ? at % columns : columns - 1 - at % columns) < columns / 2)
                .toList();
        if (inside.size() == 1) {
          corners.add(
              (top ? "top" : "bottom")
                  + (left ? " left\n" : " right\n")
                  + found(inside.getFirst()));
        }
      }
      Collections.shuffle(corners, random);
      return corners;
    }
  }

  private static SortedMap<Integer, String> scatter(Random random, int cells) {
    List<String> names =
        Arrays.stream(Tint.values())
            .map(tint -> (random.nextInt(8) == 0 ? "big " : "") + tint.label())
            .collect(Collectors.toCollection(ArrayList::new));
    Arrays.stream(Shape.values()).map(Shape::label).forEach(names::add);
    Collections.shuffle(names, random);
    SortedMap<Integer, String> things = new TreeMap<>();
    int count = random.nextInt(1, MAX_THINGS + 1);
    for (String name : names.subList(0, count)) {
      things.put(random.nextInt(cells), name);
    }
    return things;
  }

  /// Sums of two digits, to be known by heart.
  private static Drill sums(Random random) {
    List<String> asked = new ArrayList<>();
    List<String> known = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int a = random.nextInt(1, 10);
      int b = random.nextInt(1, 10);
      asked.add("%d + %d".formatted(a, b));
      known.add(String.valueOf(a + b));
    }
    return new Drill("How much is %s?".formatted(String.join(", ", asked)), known);
  }

  /// Readings cell by cell, to be put together.
  private static Drill texts(Random random) {
    StringBuilder given = new StringBuilder("Scan:");
    List<String> recalled = new ArrayList<>();
    int lines = random.nextInt(1, 6);
    for (int line = 0; line < lines; line++) {
      int at = random.nextInt(16);
      StringBuilder text = new StringBuilder();
      int cells = random.nextInt(1, 7);
      given.append('\n');
      for (int i = 0; i < cells; i++) {
        given.append(" %s:".formatted(new Cell((at + i) / 7, (at + i) % 7).label()));
        int length = random.nextInt(6) == 0 ? 2 : 1;
        for (int c = 0; c < length; c++) {
          char character = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
          text.append(character);
          given.append(character);
        }
      }
      recalled.add(text.toString());
    }
    return new Drill(given.toString(), recalled);
  }
}
