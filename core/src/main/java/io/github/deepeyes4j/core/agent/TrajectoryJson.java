package io.github.deepeyes4j.core.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.Picture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A trajectory as JSON, version [#VERSION]. Pictures stand by digest; `TrajectoryStore` keeps them
/// beside it.
///
/// @param tokens how many tokens the model wrote
/// @param seconds wall clock of the whole episode
@JsonInclude(JsonInclude.Include.ALWAYS)
public record TrajectoryJson(
    int version,
    String id,
    String question,
    List<Image> images,
    String model,
    String protocol,
    long seed,
    List<PromptMessage> prompt,
    List<TurnJson> turns,
    @Nullable String answer,
    String stop,
    int tokens,
    double seconds) {
  /// Raised whenever a field changes its meaning or goes away.
  public static final int VERSION = 1;

  /// A picture by content.
  public record Image(String digest, int width, int height) {
    static Image of(Picture picture) {
      return new Image(picture.digest(), picture.width(), picture.height());
    }
  }

  /// A message of the opening; each `<image>` stands for the next picture.
  public record PromptMessage(String role, String text) {}

  /// One turn.
  ///
  /// @param text all that the model wrote, `prefill` before it
  /// @param policyVersion which weights wrote it, -1 for a model that does not tell
  /// @param tokenIds the tokens of `text`; empty for a model that does not tell
  /// @param seconds of model and tool together
  public record TurnJson(
      String thought,
      ActionJson action,
      @Nullable ObservationJson observation,
      String prefill,
      String text,
      @JsonProperty("prompt_tokens") int promptTokens,
      @JsonProperty("policy_version") long policyVersion,
      @JsonProperty("token_ids") int[] tokenIds,
      float[] logprobs,
      @JsonProperty("tool_seconds") double toolSeconds,
      double seconds) {
    static TurnJson of(Turn turn) {
      return new TurnJson(
          turn.thought(),
          new ActionJson(turn.action().kind(), turn.action().text()),
          turn.observed().map(ObservationJson::of).orElse(null),
          turn.generation().prefill(),
          turn.generation().text(),
          turn.generation().promptTokens(),
          turn.generation().policyVersion(),
          turn.generation().tokens(),
          turn.generation().logprobs(),
          turn.toolSeconds(),
          turn.seconds());
    }
  }

  /// @param kind `answer`, `code`, `search`, `image_search`, `invalid` or `none`
  public record ActionJson(String kind, String text) {}

  /// @param text as the model read it, each picture written as `<image>`
  public record ObservationJson(String text, List<Image> images, String status) {
    static ObservationJson of(Observation observation) {
      return new ObservationJson(
          observation.text(),
          observation.pictures().stream().map(Image::of).toList(),
          observation.status().wireName());
    }
  }

  public static TrajectoryJson of(Trajectory trajectory) {
    return new TrajectoryJson(
        VERSION,
        trajectory.question().id(),
        trajectory.question().text(),
        trajectory.question().pictures().stream().map(Image::of).toList(),
        trajectory.model(),
        trajectory.protocolDigest(),
        trajectory.seed(),
        trajectory.prompt().stream().map(TrajectoryJson::message).toList(),
        trajectory.turns().stream().map(TurnJson::of).toList(),
        trajectory.answer().orElse(null),
        trajectory.stop().wireName(),
        trajectory.generatedTokens(),
        trajectory.seconds());
  }

  private static PromptMessage message(Message message) {
    return new PromptMessage(message.role().wireName(), message.display());
  }
}
