package io.github.deepeyes4j.data.stage;

import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.agent.TrajectoryJson.TurnJson;
import io.github.deepeyes4j.core.score.AnswerMatch;
import io.github.deepeyes4j.core.score.Verdict;
import io.github.deepeyes4j.core.score.audit.Flag;
import io.github.deepeyes4j.data.ask.Asked;
import io.github.deepeyes4j.data.ask.Synthesis.Check;
import io.github.deepeyes4j.data.ask.Synthesis.Fault;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.table.form.MessageCell;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which episodes are worth learning from: those with a right answer, without an error, whose tools
/// were needed and used.
///
/// @param requireTools whether an episode without a tool call is refused
public record Lessons(boolean requireTools) implements Check {
  /// Flags of the audit that make an episode a bad example.
  private static final Set<Flag> SHOW =
      Set.of(Flag.COMMENT_ONLY_CODE, Flag.DEAD_CODE, Flag.ANSWER_PRINTED, Flag.REPEATED_CALL);

  /// Answers shorter than this stand in any text by chance.
  private static final int LEAK_CHARACTERS = 3;

  @Override
  public Optional<Fault> fault(Example example, Asked asked, Verdict verdict) {
    TrajectoryJson episode = asked.trajectory();
    if (!episode.stop().equals(StopReason.ANSWER.wireName())) {
      return fault("no answer", "stopped with " + episode.stop());
    }
    if (verdict != Verdict.RIGHT) {
      return verdict == Verdict.WRONG
          ? fault("wrong answer", "answered " + episode.answer())
          : fault("ungraded", "the judge could not tell whether " + episode.answer() + " is right");
    }
    for (TurnJson turn : episode.turns()) {
      Optional<Fault> fault = fault(turn);
      if (fault.isPresent()) {
        return fault;
      }
    }
    if (!marksStandForPictures(episode)) {
      return fault("mark in text", "a text says " + MessageCell.MARK + " where no picture is");
    }
    if (requireTools && episode.turns().size() == 1) {
      return fault("no tool", "answered at once");
    }
    Optional<Flag> shown =
        SHOW.stream().sorted().filter(flag -> asked.flags().contains(flag.wireName())).findFirst();
    if (shown.isPresent()) {
      return fault(shown.get().wireName().replace('_', ' '), "tools used for show");
    }
    return leaks(episode)
        ? fault("answer before evidence", "the first thought already says " + episode.answer())
        : Optional.empty();
  }

  private static Optional<Fault> fault(TurnJson turn) {
    if (List.of("none", "invalid").contains(turn.action().kind())) {
      return fault("malformed turn", turn.action().text());
    }
    if (turn.observation() == null) {
      return Optional.empty();
    }
    String status = turn.observation().status();
    if (status.equals(ToolStatus.OK.wireName())) {
      return Optional.empty();
    }
    return status.equals(ToolStatus.BAD_REQUEST.wireName())
        ? fault("malformed turn", turn.observation().text())
        : fault("code error", status);
  }

  /// Whether every mark is a picture's: a text that says one itself cannot be exported.
  private static boolean marksStandForPictures(TrajectoryJson episode) {
    int opening =
        episode.prompt().stream().mapToInt(m -> new MessageCell(m.role(), m.text()).marks()).sum();
    return opening == episode.images().size()
        && episode.turns().stream()
            .allMatch(turn ->
                !turn.text().contains(MessageCell.MARK)
                    && (turn.observation() == null
                        || new MessageCell("user", turn.observation().text()).marks()
                            == turn.observation().images().size()));
  }

  /// Whether the answer stands in a thought before any tool has said anything, and not in the
  /// question.
  private static boolean leaks(TrajectoryJson episode) {
    String answer = AnswerMatch.normalize(String.valueOf(episode.answer()));
    return episode.turns().size() > 1
        && answer.length() >= LEAK_CHARACTERS
        && holds(episode.turns().getFirst().thought(), answer)
        && !holds(episode.question(), answer);
  }

  /// Whether a text holds an answer as whole words.
  private static boolean holds(String text, String answer) {
    return words(text).contains(words(answer));
  }

  private static String words(String text) {
    return " " + AnswerMatch.normalize(text).replaceAll("[^\\p{L}\\p{N}]+", " ").strip() + " ";
  }

  private static Optional<Fault> fault(String reason, String detail) {
    return Optional.of(
        new Fault(reason, detail.length() > 200 ? detail.substring(0, 200) : detail));
  }
}
