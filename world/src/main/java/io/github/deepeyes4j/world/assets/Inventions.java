package io.github.deepeyes4j.world.assets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Countries and elements that do not exist, with documents like those of the training split. Who
/// learns from few real names learns the names; who learns from thousands learns to copy.
final class Inventions {
  private static final String[] STARTS = {
    "b", "br", "c", "ch", "d", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "qu", "r", "s",
    "st", "t", "tr", "v", "w", "z", "", "th", "pl", "sh"
  };
  private static final String[] MIDDLES = {"a", "e", "i", "o", "u", "ai", "ea", "ou", "ei", "y"};

  /// What is replaced in names: every word but the small ones.
  private static final Pattern WORD = Pattern.compile("\\b(?!(?:and|the|of)\\b)\\p{L}{3,}");

  private static final String[] ENDS = {"", "", "", "n", "r", "l", "s", "m", "nd", "ck", "rt"};

  private final SplittableRandom random;
  private final List<Document> documents = new ArrayList<>();
  private final List<Fact> facts = new ArrayList<>();

  Inventions(long seed) {
    this.random = new SplittableRandom(seed);
  }

  List<Document> documents() {
    return documents;
  }

  List<Fact> facts() {
    return facts;
  }

  /// Invents `count` entities after the model of real ones.
  void add(Assets real, int count) {
    Map<String, Document> byId =
        real.documents().stream().collect(Collectors.toMap(Document::id, Function.identity()));
    List<List<Fact>> entities =
        List.copyOf(
            real.facts(Split.TRAIN).stream()
                .collect(Collectors.groupingBy(Fact::entityId))
                .values()
                .stream()
                .map(List::copyOf)
                .toList());
    for (int i = 0; i < count; i++) {
      List<Fact> model = entities.get(random.nextInt(entities.size()));
      invent(model, Objects.requireNonNull(byId.get(model.getFirst().documentId())));
    }
  }

  private void invent(Collection<Fact> model, Document document) {
    Fact first = model.iterator().next();
    String kind = first.entityId().substring(0, first.entityId().indexOf(':') + 1);
    String entity = like(first.entity());
    while (Split.of(kind + entity) != Split.TRAIN) {
      entity = like(first.entity());
    }
    String text = document.text().replace(first.entity(), entity);
    String id = "invented-" + documents.size();
    for (Fact fact : model) {
      String answer = like(fact.answer());
      String evidence = like(fact, answer);
      text = text.replace(fact.evidence(), evidence);
      facts.add(new Fact(kind + entity, entity, fact.attribute(), List.of(answer), id, evidence));
    }
    String title = document.title().replace(first.entity(), entity);
    documents.add(
        new Document(
            id,
            title.equals(document.title()) ? capital(entity) : title,
            document.url(),
            document.date(),
            text));
  }

  /// The evidence with the invented answer in the real one's place, thousands written as there.
  private String like(Fact fact, String answer) {
    String evidence = fact.evidence();
    if (evidence.endsWith(fact.answer())) {
      return evidence.substring(0, evidence.length() - fact.answer().length()) + answer;
    }
    StringBuilder spelled = new StringBuilder(evidence);
    int digit = answer.length() - 1;
    for (int i = spelled.length() - 1; i >= 0 && digit >= 0; i--) {
      if (Character.isDigit(spelled.charAt(i))) {
        spelled.setCharAt(i, answer.charAt(digit--));
      }
    }
    return spelled.toString();
  }

  /// Something of the same form: other digits in numbers, other words in names.
  private String like(String answer) {
    if (answer.matches("[\\d.]+")) {
      StringBuilder number = new StringBuilder(answer);
      for (int i = 1; i < number.length(); i++) {
        if (Character.isDigit(number.charAt(i))) {
          number.setCharAt(i, (char) ('0' + random.nextInt(10)));
        }
      }
      return number.toString();
    }
    if (answer.length() <= 2) {
      return capital("" + letter() + letter()).substring(0, answer.length());
    }
    return WORD.matcher(answer)
        .replaceAll(
            word -> Character.isUpperCase(word.group().charAt(0)) ? capital(name()) : name());
  }

  private char letter() {
    return (char) ('a' + random.nextInt(26));
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    int syllables = random.nextInt(1, 4);
    while (syllables-- > 0 || name.length() < 3) {
      name.append(any(STARTS)).append(any(MIDDLES)).append(any(ENDS));
    }
    return name.toString();
  }

  private String any(String[] parts) {
    return parts[random.nextInt(parts.length)];
  }

  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
