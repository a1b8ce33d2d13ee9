package io.github.deepeyes4j.eval.run;

import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.Trajectory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What of an episode is scored.
///
/// @param fixed the answer that ended the episode; in modes of one turn, a turn without answer tags
///   stands for it, its thought left out; empty for none
/// @param released as the public harness takes it: what stands in the first answer tags of the last
///   turn, or else the whole of it
record Predictions(String fixed, String released) {
  private static final Pattern ANSWER = Pattern.compile("<answer>(.*?)</answer>", Pattern.DOTALL);
  private static final Pattern THOUGHT = Pattern.compile("<think>.*?</think>", Pattern.DOTALL);

  static Predictions of(Trajectory trajectory, Mode mode) {
    String last =
        trajectory.turns().isEmpty() ? "" : trajectory.turns().getLast().generation().turn();
    boolean plain = mode != Mode.AGENT && trajectory.stop() == StopReason.NO_ACTION;
    String untagged = plain ? THOUGHT.matcher(last).replaceAll("").strip() : "";
    Matcher answer = ANSWER.matcher(last);
    return new Predictions(
        trajectory.answer().orElse(untagged), answer.find() ? answer.group(1).strip() : last);
  }
}
