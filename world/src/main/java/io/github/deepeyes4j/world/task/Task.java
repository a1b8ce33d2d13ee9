package io.github.deepeyes4j.world.task;

import io.github.deepeyes4j.core.agent.Question;
import java.util.List;

/// A question with its ground truth.
///
/// @param answers accepted answers, the usual form first
/// @param solution the steps that lead to the answer with the real tools
public record Task(Question question, TaskClass kind, List<String> answers, List<Step> solution) {
  public Task {
    answers = List.copyOf(answers);
    solution = List.copyOf(solution);
  }

  public String answer() {
    return answers.getFirst();
  }
}
