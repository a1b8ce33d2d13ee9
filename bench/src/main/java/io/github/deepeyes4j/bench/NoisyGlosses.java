package io.github.deepeyes4j.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Any number of documents like WordNet's: each is two glosses of the shipped corpus, run together,
/// a fifth of the words replaced by others of the corpus and a twentieth by letters that are no
/// word. A pure function of the document's number.
final class NoisyGlosses {
  private static final double OTHER_WORD = 0.2;
  private static final double NO_WORD = 0.05;
  private static final int QUERY_WORDS = 6;

  /// The two glosses of a document.
  record Pair(int first, int second) {}

  private final List<String> titles = new ArrayList<>();
  private final List<String> glosses = new ArrayList<>();
  private final List<String> words = new ArrayList<>();

  NoisyGlosses(Path shippedCorpus) throws IOException {
    for (String line : Files.readAllLines(shippedCorpus)) {
      JsonNode document = JsonMapper.shared().readTree(line);
      if (document.get("id").stringValue().startsWith("wordnet")) {
        titles.add(document.get("title").stringValue());
        glosses.add(document.get("text").stringValue());
        words.addAll(List.of(document.get("text").stringValue().split("\\s+", -1)));
      }
    }
  }

  List<String> glosses() {
    return glosses;
  }

  Pair pair(Random random) {
    return new Pair(random.nextInt(glosses.size()), random.nextInt(glosses.size()));
  }

  /// Writes documents as JSON lines.
  void write(Path file, int count) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (int number = 0; number < count; number++) {
        Random random = new Random(number);
        Pair pair = pair(random);
        writer.write(
            JsonMapper.shared()
                .writeValueAsString(
                    Map.of(
                        "id", "p" + number,
                        "title", titles.get(pair.first) + " " + number,
                        "url", "dict:noise/" + number,
                        "text", text(pair, random))));
        writer.newLine();
      }
    }
  }

  private String text(Pair pair, Random random) {
    List<String> text = new ArrayList<>();
    for (String word :
        (glosses.get(pair.first) + " " + glosses.get(pair.second)).split("\\s+", -1)) {
      double kind = random.nextDouble();
      if (kind < NO_WORD) {
        text.add(Long.toString(random.nextLong(60_000_000), 36));
      } else if (kind < NO_WORD + OTHER_WORD) {
        text.add(words.get(random.nextInt(words.size())));
      } else {
        text.add(word);
      }
    }
    return String.join(" ", text);
  }

  /// Words from one place of a gloss, as a question would use them.
  String query(Random random) {
    String[] gloss = glosses.get(random.nextInt(glosses.size())).split("\\s+", -1);
    int start = random.nextInt(Math.max(1, gloss.length - QUERY_WORDS + 1));
    int end = Math.min(gloss.length, start + QUERY_WORDS);
    return String.join(" ", List.of(gloss).subList(start, end));
  }
}
