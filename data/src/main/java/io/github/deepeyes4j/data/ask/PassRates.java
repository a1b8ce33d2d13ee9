package io.github.deepeyes4j.data.ask;

import io.github.deepeyes4j.core.score.Verdict;
import io.github.deepeyes4j.data.ask.Asker.Respondent;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.Example.PassRate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// How often a model is right about each example.
///
/// @param samples of each example
public record PassRates(Asker asker, Grader grader, Respondent model, int samples) {
  /// One episode to ask for.
  private record Ask(Example example, int sample) {}

  /// What counts of an episode.
  private record Outcome(Verdict verdict, String prompts, long tokens, String time) {}

  /// The rates of examples, in their order.
  public List<PassRate> of(List<Example> examples, Parallel parallel, Parallel.Listener listener)
      throws InterruptedException {
    List<Ask> asks =
        examples.stream()
            .flatMap(example -> IntStream.range(0, samples).mapToObj(n -> new Ask(example, n)))
            .toList();
    List<Outcome> outcomes = parallel.map(asks, this::outcome, listener);
    List<PassRate> rates = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      rates.add(rate(outcomes.subList(i * samples, (i + 1) * samples)));
    }
    return rates;
  }

  private Outcome outcome(Ask ask) throws InterruptedException, IOException {
    Asked asked = asker.ask(ask.example, ask.sample, model);
    return new Outcome(
        grader.verdict(ask.example, asked.trajectory()),
        asked.trajectory().protocol(),
        asked.trajectory().tokens(),
        asked.time());
  }

  private PassRate rate(List<Outcome> outcomes) {
    return new PassRate(
        model.name(),
        outcomes.getFirst().prompts,
        samples,
        count(outcomes, Verdict.RIGHT),
        count(outcomes, Verdict.UNPARSABLE),
        outcomes.stream().mapToLong(Outcome::tokens).sum(),
        outcomes.stream().map(Outcome::time).max(String::compareTo).orElse(""));
  }

  private static int count(List<Outcome> outcomes, Verdict verdict) {
    return (int) outcomes.stream().filter(outcome -> outcome.verdict == verdict).count();
  }
}
