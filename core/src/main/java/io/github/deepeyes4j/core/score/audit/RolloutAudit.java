package io.github.deepeyes4j.core.score.audit;

import io.github.deepeyes4j.core.agent.Action;
import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.Observations;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.Turn;
import io.github.deepeyes4j.core.score.AnswerMatch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one episode did with its tools: its [Flag]s and the classes of its code.
///
/// @param code one class for each code call, in order
/// @param failedCode code calls that ended in a Python or syntax error
/// @param searches search calls, by words and by picture
public record RolloutAudit(Set<Flag> flags, List<CodeClass> code, int failedCode, int searches) {
  public RolloutAudit {
    flags = Set.copyOf(flags);
    code = List.copyOf(code);
  }

  /// Audits an episode; a pure function of it.
  public static RolloutAudit of(Trajectory trajectory) {
    return new Reader(trajectory).audit();
  }

  /// Tool calls in a form that could be run.
  public int toolCalls() {
    return code.size() + searches;
  }

  /// A tool call that was observed.
  ///
  /// @param at the turn's index
  /// @param cell null for a search
  private record Call(int at, Action action, Observation observation, @Nullable PythonCell cell) {
    boolean ranWell() {
      return observation.status() == ToolStatus.OK;
    }

    /// What makes two calls the same.
    String identity() {
      String text =
          cell == null
              ? action.text().strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT)
              : cell.withoutComments();
      return action.kind() + "\0" + text;
    }

    /// What the tool said: printed text, or the whole result of a search.
    String said() {
      return cell == null ? observation.text() : Observations.printed(observation);
    }
  }

  /// Reads one episode.
  private static final class Reader {
    private final Trajectory trajectory;
    private final List<Turn> turns;
    private final List<Call> calls = new ArrayList<>();

    Reader(Trajectory trajectory) {
      this.trajectory = trajectory;
      this.turns = trajectory.turns();
      for (int i = 0; i < turns.size(); i++) {
        Turn turn = turns.get(i);
        if (turn.observed().isEmpty()) {
          continue;
        }
        Observation observation = turn.observed().get();
        switch (turn.action()) {
          case Action.Code(String source) ->
              calls.add(new Call(i, turn.action(), observation, PythonCell.of(source)));
          case Action.Search _, Action.ImageSearch _ ->
              calls.add(new Call(i, turn.action(), observation, null));
          case Action.Answer _, Action.Invalid _, Action.None _ -> {}
        }
      }
    }

    RolloutAudit audit() {
      List<PythonCell> cells = cells(0);
      return new RolloutAudit(
          Stream.of(Flag.values())
              .filter(this::raised)
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(Flag.class))),
          cells.stream().map(CodeClass::of).toList(),
          (int) calls.stream().filter(Reader::isBroken).count(),
          calls.size() - cells.size());
    }

    private boolean raised(Flag flag) {
      return switch (flag) {
        case COMMENT_ONLY_CODE -> cells(0).stream().anyMatch(PythonCell::isEmpty);
        case DEAD_CODE -> calls.stream().anyMatch(this::isDead);
        case OUTPUT_IGNORED -> outputIgnored();
        case ANSWER_PRINTED -> answer().filter(this::isPrinted).isPresent();
        case OBSERVATION_UNUSED -> calls.stream().anyMatch(this::isUnused);
        case REPEATED_CALL -> repeatsCall();
      };
    }

    /// The cells from the turn `from` on.
    private List<PythonCell> cells(int from) {
      List<PythonCell> cells = new ArrayList<>();
      for (Call call : calls) {
        if (call.cell() != null && call.at() >= from) {
          cells.add(call.cell());
        }
      }
      return cells;
    }

    private static boolean isBroken(Call call) {
      return call.cell() != null
          && (call.observation().status() == ToolStatus.PYTHON_ERROR
              || call.observation().status() == ToolStatus.SYNTAX_ERROR);
    }

    private boolean isDead(Call call) {
      if (call.cell() == null
          || call.cell().isEmpty()
          || !call.ranWell()
          || !call.said().isBlank()
          || !call.observation().pictures().isEmpty()) {
        return false;
      }
      Set<String> readLater = new HashSet<>();
      cells(call.at() + 1).forEach(cell -> readLater.addAll(cell.read()));
      for (Call later : calls) {
        if (later.at() > call.at() && later.action() instanceof Action.ImageSearch(String image)) {
          readLater.add(image);
        }
      }
      return call.cell().bound().stream().noneMatch(readLater::contains);
    }

    /// What a call told that was not known before it.
    private Values news(Call call) {
      return Values.of(call.said())
          .without(Values.of(trajectory.question().text() + "\n" + call.action().text()));
    }

    private boolean outputIgnored() {
      Optional<Call> last = calls.reversed().stream().filter(this::tells).findFirst();
      return answer().isPresent()
          && last.isPresent()
          && last.get().cell() != null
          && last.get().ranWell()
          && last.get().observation().pictures().isEmpty()
          && !news(last.get()).quotedBy(turns.getLast().thought() + "\n" + answer().get());
    }

    /// Whether a call gave something that an answer may rest on.
    private boolean tells(Call call) {
      return call.cell() == null
          || !call.observation().pictures().isEmpty()
          || !news(call).isEmpty();
    }

    private boolean isUnused(Call call) {
      Values news = news(call);
      if (!call.ranWell()
          || !call.observation().pictures().isEmpty()
          || news.isEmpty()
          || call.at() == turns.size() - 1) {
        return false;
      }
      String later =
          turns.subList(call.at() + 1, turns.size()).stream()
              .map(turn -> turn.generation().text())
              .collect(Collectors.joining("\n"));
      return !news.quotedBy(later);
    }

    private Optional<String> answer() {
      return trajectory.stop() == StopReason.ANSWER ? trajectory.answer() : Optional.empty();
    }

    private boolean isPrinted(String answer) {
      String wanted = AnswerMatch.normalize(answer);
      return cells(0).stream()
          .flatMap(cell -> cell.constantsShown().stream())
          .anyMatch(shown -> {
            String text = " " + AnswerMatch.normalize(shown) + " ";
            return AnswerMatch.matches(shown, List.of(answer))
                || text.endsWith(" " + wanted + " ")
                || (wanted.length() >= 3 && text.contains(" " + wanted + " "));
          });
    }

    private boolean repeatsCall() {
      Set<String> seen = new HashSet<>();
      return calls.stream()
          .filter(call -> call.observation().status() != ToolStatus.UNAVAILABLE)
          .anyMatch(call -> !seen.add(call.identity()));
    }
  }
}
