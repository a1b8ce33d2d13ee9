package io.github.deepeyes4j.core.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.Picture;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A trajectory as JSON, version [#VERSION]. Pictures stand by digest; `TrajectoryStore` keeps them
/// beside it.
///
/// @param tokens how many tokens the model wrote
/// @param seconds wall clock of the whole episode
/// @param reward the parts of the reward by name, their sum the whole; null when nobody judged
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
    double seconds,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Double> reward) {
  /// Raised whenever a field changes its meaning or goes away.
  public static final int VERSION = 1;

  public TrajectoryJson {
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "trajectory version %d, only %d is known".formatted(version, VERSION));
    }
    Objects.requireNonNull(id, "id is missing");
    Objects.requireNonNull(question, "question is missing");
    Objects.requireNonNull(model, "model is missing");
    Objects.requireNonNull(stop, "stop is missing");
    images = copy("images", images);
    prompt = copy("prompt", prompt);
    turns = copy("turns", turns);
  }

  private static <T> List<T> copy(String name, @Nullable List<T> values) {
    return List.copyOf(Objects.requireNonNull(values, name + " is missing"));
  }

  /// A picture by content.
  public record Image(String digest, int width, int height) {
    public Image {
      if (!Objects.requireNonNull(digest, "digest is missing").matches("[0-9a-f]{64}")
          || width < 1
          || height < 1) {
        throw new IllegalArgumentException(
            "%s %dx%d names no picture".formatted(digest, width, height));
      }
    }

    static Image of(Picture picture) {
      return new Image(picture.digest(), picture.width(), picture.height());
    }
  }

  /// A message of the opening; each `<image>` stands for the next picture.
  public record PromptMessage(String role, String text) {
    public PromptMessage {
      Objects.requireNonNull(role, "role is missing");
      Objects.requireNonNull(text, "text is missing");
    }
  }

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
    public TurnJson {
      Objects.requireNonNull(thought, "thought is missing");
      Objects.requireNonNull(action, "action is missing");
      Objects.requireNonNull(prefill, "prefill is missing");
      Objects.requireNonNull(text, "text is missing");
      if (tokenIds.length != logprobs.length) {
        throw new IllegalArgumentException(
            "%d token_ids but %d logprobs".formatted(tokenIds.length, logprobs.length));
      }
    }

    TurnJson withoutTokens() {
      return new TurnJson(
          thought,
          action,
          observation,
          prefill,
          text,
          promptTokens,
          policyVersion,
          new int[0],
          new float[0],
          toolSeconds,
          seconds);
    }

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
  public record ActionJson(String kind, String text) {
    public ActionJson {
      Objects.requireNonNull(kind, "kind is missing");
      Objects.requireNonNull(text, "text is missing");
    }
  }

  /// @param text as the model read it, each picture written as `<image>`
  public record ObservationJson(String text, List<Image> images, String status) {
    public ObservationJson {
      Objects.requireNonNull(text, "text is missing");
      Objects.requireNonNull(status, "status is missing");
      images = copy("images", images);
    }

    static ObservationJson of(Observation observation) {
      return new ObservationJson(
          observation.text(),
          observation.pictures().stream().map(Image::of).toList(),
          observation.status().wireName());
    }
  }

  /// The same trajectory without token ids and log-probabilities, which take most of its space.
  public TrajectoryJson withoutTokens() {
    return new TrajectoryJson(
        version,
        id,
        question,
        images,
        model,
        protocol,
        seed,
        prompt,
        turns.stream().map(TurnJson::withoutTokens).toList(),
        answer,
        stop,
        tokens,
        seconds,
        reward);
  }

  public static TrajectoryJson of(Trajectory trajectory) {
    return of(trajectory, null);
  }

  /// A trajectory and what it earned.
  public static TrajectoryJson of(Trajectory trajectory, @Nullable Map<String, Double> reward) {
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
        trajectory.seconds(),
        reward);
  }

  private static PromptMessage message(Message message) {
    return new PromptMessage(message.role().wireName(), message.display());
  }
}
