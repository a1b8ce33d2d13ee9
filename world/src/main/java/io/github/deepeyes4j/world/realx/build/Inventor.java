package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.world.realx.Form;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/// Makes up names, codes and the documents about them.
final class Inventor {
  /// Documents of each invented topic.
  private static final int EACH = 31;

  private static final String[] STARTS = {
    "B", "Br", "D", "Dr", "F", "G", "Gr", "H", "K", "Kr", "L", "M", "N", "P", "R", "S", "T", "Tr",
    "V", "Z"
  };
  private static final String[] VOWELS = {"a", "e", "o", "u", "au", "ei"};
  private static final String[] MIDDLES = {
    "l", "m", "n", "r", "rd", "lm", "nd", "rk", "st", "ld", "v", "b"
  };
  private static final String[] ENDS = {"a", "e", "en", "er", "or", "um", "eth", "ar", "on", "ay"};

  /// Shortest and longest name.
  private static final int MIN = 5;

  private static final int MAX = 8;

  private final SplittableRandom random;
  private final Set<String> taken = new HashSet<>();

  Inventor(SplittableRandom random) {
    this.random = random;
  }

  /// Documents of all invented topics, then one about each entity that has a topic.
  ///
  /// @param known words that names must not be
  List<Fiction> fictions(List<Entity> entities, Set<String> known) {
    taken.addAll(known);
    List<Fiction> fictions = new ArrayList<>();
    for (Topic topic : Topics.INVENTED) {
      for (int i = 0; i < EACH; i++) {
        fictions.add(Fiction.invented(topic, name(), code(), random));
      }
    }
    for (Entity entity : entities) {
      Topic topic = Topics.SHOWN.get(entity.category());
      if (topic != null) {
        fictions.add(Fiction.about(topic, entity, random));
      }
    }
    return fictions;
  }

  private String name() {
    while (true) {
      String name = any(STARTS) + any(VOWELS) + any(MIDDLES) + any(ENDS);
      if (name.length() >= MIN
          && name.length() <= MAX
          && taken.add(name.toLowerCase(Locale.ROOT))) {
        return name;
      }
    }
  }

  private String code() {
    String code;
    do {
      code = lookalike("AA-0000", Form.CODE, random);
    } while (!taken.add(code));
    return code;
  }

  /// A text of the same shape: another letter for each letter, another digit for each digit.
  static String lookalike(String text, Form form, SplittableRandom random) {
    String letters = form.characters().replaceAll("[^A-Z]", "");
    StringBuilder like = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isDigit(c)) {
        like.append((char) ('0' + random.nextInt(10)));
      } else if (Character.isLetter(c)) {
        like.append(letters.charAt(random.nextInt(letters.length())));
      } else {
        like.append(c);
      }
    }
    return like.toString();
  }

  private String any(String[] parts) {
    return parts[random.nextInt(parts.length)];
  }
}
