package io.github.deepeyes4j.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.data.ask.Journal;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.Example.Drop;
import io.github.deepeyes4j.data.example.Example.PassRate;
import io.github.deepeyes4j.data.export.Exports;
import io.github.deepeyes4j.data.stage.Decontaminating;
import io.github.deepeyes4j.data.stage.Mix;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What a curation has come to.
///
/// @param direct how many examples had 0, 1, 2, … samples right without tools
/// @param withTools the same with tools
/// @param shares how many examples of each category there are, for each destination
/// @param contamination what gives a benchmark away
/// @param asked episodes of each stage that asks
public record CurationReport(
    List<StageCount> funnel,
    Exports exports,
    @JsonProperty("pass_rate_direct") Map<Integer, Integer> direct,
    @JsonProperty("pass_rate_with_tools") Map<Integer, Integer> withTools,
    Map<String, Map<String, Share>> shares,
    List<Contamination> contamination,
    Map<String, Spent> asked) {

  /// An example that gives a benchmark away.
  ///
  /// @param by what, and of which benchmark
  public record Contamination(String example, String reason, String by) {}

  /// Examples of a category.
  ///
  /// @param before the mix
  /// @param after the mix
  public record Share(int before, int after) {}

  /// What asking took.
  ///
  /// @param tokens read and written
  /// @param cost in the currency of the prices
  public record Spent(int episodes, long tokens, double cost) {
    static Spent of(Journal journal) {
      return new Spent(journal.size(), journal.tokens(), journal.cost());
    }
  }

  static CurationReport of(
      List<StageCount> funnel,
      Exports exports,
      List<Example> examples,
      Map<String, Journal> journals) {
    Map<String, Spent> asked = new TreeMap<>();
    journals.forEach((stage, journal) -> asked.put(stage, Spent.of(journal)));
    return new CurationReport(
        List.copyOf(funnel),
        exports,
        histogram(examples, Example::direct),
        histogram(examples, Example::withTools),
        shares(examples),
        contamination(examples),
        asked);
  }

  private static Map<Integer, Integer> histogram(
      List<Example> examples, Function<Example, @Nullable PassRate> rate) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (Example example : examples) {
      PassRate measured = rate.apply(example);
      if (measured != null) {
        counts.merge(measured.right(), 1, Integer::sum);
      }
    }
    return counts;
  }

  private static Map<String, Map<String, Share>> shares(List<Example> examples) {
    Map<String, Map<String, Share>> shares = new TreeMap<>();
    for (Example example : examples) {
      Drop drop = example.drop();
      if (drop == null || drop.stage().equals(Mix.STAGE)) {
        shares
            .computeIfAbsent(String.valueOf(example.destination()), _ -> new TreeMap<>())
            .merge(
                example.category(),
                new Share(1, drop == null ? 1 : 0),
                (a, b) -> new Share(a.before + b.before, a.after + b.after));
      }
    }
    return shares;
  }

  private static List<Contamination> contamination(List<Example> examples) {
    return examples.stream()
        .flatMap(example -> {
          Drop drop = example.drop();
          return drop == null || !drop.stage().equals(Decontaminating.STAGE)
              ? Stream.empty()
              : Stream.of(new Contamination(example.origin().key(), drop.reason(), drop.detail()));
        })
        .toList();
  }

  /// The report as JSON, for people too.
  public String json() {
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this);
  }
}
