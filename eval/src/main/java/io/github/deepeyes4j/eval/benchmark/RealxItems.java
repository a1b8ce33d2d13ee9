package io.github.deepeyes4j.eval.benchmark;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.eval.benchmark.Benchmark.Columns;
import io.github.deepeyes4j.world.realx.Ability;
import io.github.deepeyes4j.world.realx.RealxMini;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The items of RealX-Mini, from the directory that `benchmark build realx-mini` makes. They bring
/// their own rule of what is right, and know what their answers rest on.
public final class RealxItems implements ItemSource {
  private static final String ALL = "all";
  private static final String TOOLS = "needs-tools";

  /// What RealX-Mini is; it has no declaration of its own, for it is no table.
  public static final Benchmark BENCHMARK =
      new Benchmark(
          "RealX-Mini",
          "Perception, reasoning and search together, over composed pictures.",
          null,
          new Columns(
              "id",
              null,
              null,
              "question",
              "answer",
              AnswerForm.TEXT,
              null,
              null,
              List.of("perception", "reasoning", "search", ALL, TOOLS, "domain", "reality"),
              List.of(),
              null),
          "{question}",
          ScorerKind.JUDGED,
          AggregationKind.MEAN,
          null,
          RealxMini.VIEW);

  private final RealxMini benchmark;

  /// Addresses of documents by id.
  private final Map<String, String> addresses;

  private RealxItems(RealxMini benchmark, Map<String, String> addresses) {
    this.benchmark = benchmark;
    this.addresses = addresses;
  }

  public static RealxItems open(Path directory) {
    RealxMini benchmark = RealxMini.load(directory);
    return new RealxItems(benchmark, addresses(benchmark.corpus()));
  }

  private static Map<String, String> addresses(Path corpus) {
    Map<String, String> addresses = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(corpus)) {
      String line;
      while ((line = lines.readLine()) != null) {
        JsonNode document = JsonMapper.shared().readTree(line);
        addresses.put(document.path("id").asString(""), document.path("url").asString(""));
      }
    } catch (IOException | JacksonException e) {
      throw new BadInputException(corpus + ": not the corpus of RealX-Mini", e);
    }
    return addresses;
  }

  @Override
  public String digest() {
    return benchmark.manifest().digest();
  }

  @Override
  public long count() {
    return benchmark.items().size();
  }

  @Override
  public List<String> remarks() {
    return List.of();
  }

  @Override
  public Stream<Item> items() {
    return benchmark.items().stream().map(this::item);
  }

  private Item item(io.github.deepeyes4j.world.realx.Item item) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (Ability ability : Ability.values()) {
      fields.put(ability.label(), item.takes(ability) ? "yes" : "no");
    }
    boolean all = item.kind().abilities().size() == Ability.values().length;
    fields.put(ALL, all ? "yes" : "no");
    fields.put(TOOLS, item.tools().isEmpty() ? "no" : "yes");
    fields.put("domain", item.kind().domain().label());
    fields.put("reality", item.reality().label());
    List<String> answers = new ArrayList<>(List.of(item.answer().value()));
    answers.addAll(item.answer().aliases());
    return new Item(
        item.id(),
        item.question(),
        item.question(),
        answers,
        new LinkedHashMap<>(),
        fields,
        evidence(item.evidence()),
        item.answer()::accepts,
        () -> benchmark.question(item).pictures());
  }

  private Evidence evidence(io.github.deepeyes4j.world.realx.Evidence evidence) {
    return new Evidence(
        evidence.crops().stream()
            .map(box -> new Evidence.Box(box.x(), box.y(), box.right(), box.bottom()))
            .toList(),
        evidence.documents().stream()
            .map(addresses::get)
            .filter(Objects::nonNull)
            .filter(address -> !address.isEmpty())
            .toList());
  }

  @Override
  public void close() {}
}
