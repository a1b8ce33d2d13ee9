package io.github.deepeyes4j.core.score.audit;

import io.github.deepeyes4j.core.agent.Trajectory;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What the episodes of one training step did with their tools.
///
/// @param rollouts how many episodes were audited
/// @param responseTokens mean of the tokens that the model wrote in an episode
/// @param toolRate share of the episodes that called a tool
/// @param flags share of the episodes with each flag
/// @param hollowCode of the episodes that ran code, the share flagged as comment-only or dead; 0
///   when none did
/// @param executableCode share of the code calls without a Python or syntax error; 0 without code
/// @param code share of each class among the code calls; 0 without code
/// @param judgeDisagreement share of the compared answers on which two judges disagree; 0 without a
///   second judge
public record StepAudit(
    int rollouts,
    double responseTokens,
    double toolRate,
    Map<Flag, Double> flags,
    double hollowCode,
    double executableCode,
    Map<CodeClass, Double> code,
    double judgeDisagreement) {
  public StepAudit {
    flags = new EnumMap<>(flags);
    code = new EnumMap<>(code);
  }

  /// Audits the episodes of a step.
  ///
  /// @param trajectories at least one
  public static StepAudit of(List<Trajectory> trajectories, double judgeDisagreement) {
    List<RolloutAudit> audits = trajectories.stream().map(RolloutAudit::of).toList();
    List<RolloutAudit> withCode = audits.stream().filter(a -> !a.code().isEmpty()).toList();
    List<CodeClass> calls = audits.stream().flatMap(a -> a.code().stream()).toList();
    Map<Flag, Double> flags = new EnumMap<>(Flag.class);
    for (Flag flag : Flag.values()) {
      flags.put(flag, share(audits, a -> a.flags().contains(flag)));
    }
    Map<CodeClass, Double> classes = new EnumMap<>(CodeClass.class);
    for (CodeClass each : CodeClass.values()) {
      classes.put(each, share(calls, each::equals));
    }
    int failed = audits.stream().mapToInt(RolloutAudit::failedCode).sum();
    return new StepAudit(
        audits.size(),
        trajectories.stream().mapToInt(Trajectory::generatedTokens).average().orElseThrow(),
        share(audits, a -> a.toolCalls() > 0),
        flags,
        share(withCode, StepAudit::isHollow),
        calls.isEmpty() ? 0 : 1 - (double) failed / calls.size(),
        classes,
        judgeDisagreement);
  }

  private static boolean isHollow(RolloutAudit audit) {
    return audit.flags().contains(Flag.COMMENT_ONLY_CODE) || audit.flags().contains(Flag.DEAD_CODE);
  }

  private static <T> double share(List<T> all, Predicate<T> some) {
    return all.isEmpty() ? 0 : (double) all.stream().filter(some).count() / all.size();
  }

  /// The figures under the names of the training metrics; those of code only where some ran.
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    flags.forEach((flag, share) -> metrics.put("audit/" + flag.wireName(), share));
    metrics.put("audit/tool_rate", toolRate);
    metrics.put("audit/judge_disagreement", judgeDisagreement);
    if (code.values().stream().anyMatch(share -> share > 0)) {
      metrics.put("audit/hollow_code", hollowCode);
      metrics.put("audit/executable_code", executableCode);
      code.forEach((each, share) -> metrics.put("agent/code_class/" + each.wireName(), share));
    }
    return metrics;
  }
}
