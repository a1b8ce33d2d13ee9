package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.score.audit.Flag;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One stored episode, as far as behaviour goes.
///
/// @param kind null when the question's class is not known
/// @param picture the digest of the question's first picture, or its id when it has none: episodes
///   of one picture are not independent of each other
/// @param right null when nobody could score it
/// @param tokens that the model wrote
/// @param model who answered, and the digest of prompts and switches
/// @param page the trace page, below the report's directory
public record Episode(
    String id,
    @Nullable QuestionKind kind,
    String picture,
    @Nullable Boolean right,
    List<Call> calls,
    StopReason stop,
    int turns,
    int tokens,
    double seconds,
    Set<Flag> flags,
    Model model,
    String page) {
  public Episode {
    calls = List.copyOf(calls);
    flags = Set.copyOf(flags);
  }

  /// A tool call.
  ///
  /// @param tool what it is for
  /// @param does all that it does
  /// @param status null when the episode ended before the call was run
  public record Call(ToolClass tool, Set<ToolClass> does, @Nullable ToolStatus status) {
    /// Whether the model's own call failed; a tool that did not work says nothing about the call.
    boolean failed() {
      return status != null && status != ToolStatus.OK && status != ToolStatus.UNAVAILABLE;
    }

    /// Whether this call is a successful second try of an earlier one: of the same tool, or of any
    /// when the earlier one had no form.
    boolean mends(Call earlier) {
      boolean sameTool =
          earlier.isCode() ? isCode() : earlier.tool == ToolClass.INVALID || earlier.tool == tool;
      return sameTool && !failed();
    }

    boolean isCode() {
      return switch (tool) {
        case CROP, NUMERICAL, MARK, OTHER, UNKNOWN -> true;
        case TEXT_SEARCH, IMAGE_SEARCH, INVALID -> false;
      };
    }
  }

  /// @param name the model's
  /// @param protocol the digest of prompts and switches
  record Model(String name, String protocol) {}

  Optional<QuestionKind> knownKind() {
    return Optional.ofNullable(kind);
  }

  boolean isRight() {
    return Boolean.TRUE.equals(right);
  }

  boolean isWrong() {
    return Boolean.FALSE.equals(right);
  }

  /// The classes of its calls, each once.
  Set<ToolClass> tools() {
    Set<ToolClass> tools = EnumSet.noneOf(ToolClass.class);
    calls.forEach(call -> tools.add(call.tool()));
    return tools;
  }
}
