package io.github.deepeyes4j.data;

import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.data.ask.Asker.Respondent;
import io.github.deepeyes4j.data.ask.Teacher;
import io.github.deepeyes4j.data.source.ExampleSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a configuration names, opened. Whoever made it closes it.
///
/// @param direct the base model without tools
/// @param withTools the base model with tools
/// @param rewriter null leaves multiple choice as it is
public record CurationParts(
    List<ExampleSource> sources,
    List<ExampleSource> benchmarks,
    Judge consistency,
    Judge maths,
    Respondent direct,
    Respondent withTools,
    List<Teacher> teachers,
    @Nullable Respondent rewriter) {
  public CurationParts {
    sources = List.copyOf(sources);
    benchmarks = List.copyOf(benchmarks);
    teachers = List.copyOf(teachers);
  }
}
