package io.github.deepeyes4j.world.task;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a question takes.
public enum TaskClass {
  /// A detail that cannot be read before it is cropped.
  PERCEPTION,
  /// Arithmetic over given numbers.
  NUMERIC,
  /// A fact that only the corpus holds.
  SEARCH,
  /// A crop, then arithmetic or search on what it shows.
  TWO_STEP,
  /// Nothing but a look: no tool is needed.
  EASY;

  private static final Pattern ID = Pattern.compile("(?:train|dev|test)-\\d{1,19}-(\\d{1,9})");

  /// The class of the task at an index: the classes take turns.
  static TaskClass at(int index) {
    return values()[index % values().length];
  }

  /// The class of a task by its question's id, `split-seed-index`; empty for ids of another form.
  public static Optional<TaskClass> ofId(String id) {
    Matcher matcher = ID.matcher(id);
    return matcher.matches()
        ? Optional.of(at(Integer.parseInt(matcher.group(1))))
        : Optional.empty();
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
