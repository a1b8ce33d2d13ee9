package io.github.deepeyes4j.core.score.audit;

import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.metrics.Figure;
import io.github.deepeyes4j.core.score.judge.SecondOpinion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What the episodes of one training step did with their tools, as figures under the names of the
/// training metrics:
///
/// - `audit/FLAG` and `audit/tool_rate`: the share of the episodes with each flag, and of those
///   that called a tool
/// - `audit/hollow_code`: of the episodes that ran code, the share flagged as comment-only or dead
/// - `audit/executable_code`: the share of the code calls without a Python or syntax error
/// - `agent/code_class/CLASS`: the share of each class among the code calls
/// - `audit/judge_disagreement`: the share of the compared answers on which two judges disagree
public final class StepAudit {
  private StepAudit() {}

  /// Audits the episodes of a step.
  ///
  /// @param secondOpinion how often two judges disagreed over them
  public static Map<String, Figure> of(
      List<Trajectory> trajectories, SecondOpinion.Count secondOpinion) {
    List<RolloutAudit> audits = trajectories.stream().map(RolloutAudit::of).toList();
    List<RolloutAudit> withCode = audits.stream().filter(a -> !a.code().isEmpty()).toList();
    List<CodeClass> calls = audits.stream().flatMap(a -> a.code().stream()).toList();
    Map<String, Figure> figures = new LinkedHashMap<>();
    for (Flag flag : Flag.values()) {
      figures.put("audit/" + flag.wireName(), share(audits, a -> a.flags().contains(flag)));
    }
    figures.put("audit/tool_rate", share(audits, a -> a.toolCalls() > 0));
    figures.put(
        "audit/judge_disagreement",
        Figure.share(secondOpinion.disagreed(), secondOpinion.compared()));
    figures.put("audit/hollow_code", share(withCode, StepAudit::isHollow));
    int failed = audits.stream().mapToInt(RolloutAudit::failedCode).sum();
    figures.put("audit/executable_code", Figure.share(calls.size() - failed, calls.size()));
    for (CodeClass each : CodeClass.values()) {
      figures.put("agent/code_class/" + each.wireName(), share(calls, each::equals));
    }
    return figures;
  }

  private static boolean isHollow(RolloutAudit audit) {
    return audit.flags().contains(Flag.COMMENT_ONLY_CODE) || audit.flags().contains(Flag.DEAD_CODE);
  }

  private static <T> Figure share(List<T> all, Predicate<T> some) {
    return Figure.share(all.stream().filter(some).count(), all.size());
  }
}
