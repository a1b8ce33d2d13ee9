package io.github.deepeyes4j.core.score.judge;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.core.BadInputException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who judges answers, and how.
///
/// @param server the judging model's; null when only rules judge
/// @param second another judging model, whose disagreement is counted; null for none
/// @param consistency how `perception` and `search` are asked; null for our prompt
/// @param maths how `reason` is asked; null for our prompt
/// @param recording where judgements are kept; null for nowhere
public record JudgeConfig(
    Mode mode,
    @Nullable Server server,
    @Nullable Server second,
    @Nullable Form consistency,
    @Nullable Form maths,
    @Nullable Recording recording) {

  /// What decides.
  public enum Mode {
    /// Rules alone: what they do not find right is wrong.
    @JsonProperty("rules")
    RULES,
    /// The model alone.
    @JsonProperty("model")
    MODEL,
    /// Rules, and the model where they do not reach.
    @JsonProperty("cascade")
    CASCADE
  }

  /// A model on OpenAI-compatible servers.
  ///
  /// @param urls base URLs, ending in `/v1`; all serve the same model
  /// @param model its name: part of every recorded judgement, known before a server is asked
  public record Server(List<String> urls, String model) {
    public Server {
      urls = List.copyOf(urls);
      if (urls.isEmpty()) {
        throw new BadInputException("judge: urls must name at least one server");
      }
    }
  }

  /// How one kind of claim is asked.
  ///
  /// @param prompt a file of [JudgePrompt]; null for ours
  /// @param settings null for the released judge's
  public record Form(@Nullable Path prompt, @Nullable JudgeSettings settings) {}

  /// @param replay whether nobody is asked: what is not recorded is `unavailable`
  public record Recording(Path file, boolean replay) {}

  public JudgeConfig {
    boolean asks = mode != Mode.RULES;
    if (asks != (server != null)) {
      throw new BadInputException(
          asks
              ? "judge: mode 'model' and 'cascade' need a server"
              : "judge: mode 'rules' asks nobody; leave server out, or choose 'cascade'");
    }
    if (!asks && (second != null || recording != null)) {
      throw new BadInputException("judge: mode 'rules' has no use for 'second' or 'recording'");
    }
  }

  /// Rules alone.
  public static JudgeConfig rules() {
    return new JudgeConfig(Mode.RULES, null, null, null, null, null);
  }
}
