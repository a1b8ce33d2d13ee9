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
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Scans without pictures, and everything in them looked up again in another order: many lookups a
/// sample at the price of a little text.
record RecallSource(ChatEncoder encoder, long seed) implements SampleSource {
  private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ01234567890123456789-";
  private static final int MAX_THINGS = 9;

  @Override
  public Sample sample(long number) {
    Random random = new Random(new SplittableRandom(seed + 23 * number).split().nextLong());
    StringBuilder given = new StringBuilder();
    List<String> recalled = new ArrayList<>();
    if (random.nextInt(3) > 0) {
      scan(random, given, recalled);
    } else {
      texts(random, given, recalled);
    }
    return new Sample.Conversation(
        encoder.encode(
            List.of(
                Message.system("Recall."),
                Message.user("Scan:" + given),
                Message.assistant("<think>" + String.join("\n", recalled) + "</think>"))));
  }

  private static void scan(Random random, StringBuilder given, List<String> recalled) {
    int rows = random.nextInt(4, 8);
    int columns = random.nextInt(4, 8);
    Map<Integer, String> things = things(random, rows * columns);
    for (int i = 0; i < rows * columns; i++) {
      given.append(entry(things, i, columns));
    }
    List<Integer> order = new ArrayList<>(things.keySet());
    Collections.shuffle(order, random);
    for (int at : order) {
      String found = things.get(at) + label(at, columns);
      recalled.add(random.nextBoolean() ? found : found + around(things, at, rows, columns));
    }
  }

  private static Map<Integer, String> things(Random random, int cells) {
    List<String> names =
        Arrays.stream(Tint.values())
            .map(tint -> (random.nextInt(8) == 0 ? "big " : "") + tint.label())
            .collect(Collectors.toCollection(ArrayList::new));
    Arrays.stream(Shape.values()).map(Shape::label).forEach(names::add);
    Collections.shuffle(names, random);
    Map<Integer, String> things = new TreeMap<>();
    int count = random.nextInt(1, MAX_THINGS + 1);
    for (String name : names.subList(0, count)) {
      things.put(random.nextInt(cells), name);
    }
    return things;
  }

  private static String entry(Map<Integer, String> things, int at, int columns) {
    String label = label(at, columns);
    String thing = things.get(at);
    return label + (thing == null ? "-" : thing + label);
  }

  private static String label(int at, int columns) {
    return " " + new Cell(at / columns, at % columns).label() + ":";
  }

  private static String around(Map<Integer, String> things, int at, int rows, int columns) {
    StringBuilder around = new StringBuilder();
    int row = at / columns;
    int column = at % columns;
    int[][] cells = {{row - 1, column}, {row, column - 1}, {row, column + 1}, {row + 1, column}};
    for (int[] cell : cells) {
      if (cell[0] >= 0 && cell[0] < rows && cell[1] >= 0 && cell[1] < columns) {
        around.append(entry(things, cell[0] * columns + cell[1], columns));
      }
    }
    return around.toString();
  }

  /// Readings cell by cell, to be put together.
  private static void texts(Random random, StringBuilder given, List<String> recalled) {
    int lines = random.nextInt(1, 6);
    for (int line = 0; line < lines; line++) {
      int at = random.nextInt(16);
      StringBuilder text = new StringBuilder();
      int cells = random.nextInt(1, 7);
      given.append('\n');
      for (int i = 0; i < cells; i++) {
        given.append(label(at + i, 7));
        int length = random.nextInt(6) == 0 ? 2 : 1;
        for (int c = 0; c < length; c++) {
          char character = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
          text.append(character);
          given.append(character);
        }
      }
      recalled.add(text.toString());
    }
  }
}
