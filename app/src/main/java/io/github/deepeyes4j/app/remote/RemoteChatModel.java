package io.github.deepeyes4j.app.remote;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.Picture;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A model on any OpenAI-compatible server. It tells no tokens and cannot be given a prefill. Safe
/// for concurrent use.
///
/// The key comes from the environment variable `OPENAI_API_KEY`; servers that want none ignore it.
public final class RemoteChatModel implements ChatModel {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final OpenAIClient client;
  private final String url;
  private final String name;

  private RemoteChatModel(OpenAIClient client, String url, String name) {
    this.client = client;
    this.url = url;
    this.name = name;
  }

  /// Connects to a server and asks which models it has.
  ///
  /// @param url the base URL, ending in `/v1`
  /// @param name the model to use; null for the first one listed
  public static RemoteChatModel connect(String url, @Nullable String name) {
    String key = System.getenv().getOrDefault("OPENAI_API_KEY", "none");
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl(url)
            .apiKey(key)
            .timeout(TIMEOUT)
            .maxRetries(3)
            .build();
    try {
      List<String> served =
          client.models().list().data().stream().map(model -> model.id()).toList();
      if (name != null && !served.contains(name)) {
        throw new BadInputException(
            "%s: has no model '%s'; it serves %s".formatted(url, name, served));
      }
      if (served.isEmpty()) {
        throw new BadInputException(url + ": the server lists no model");
      }
      return new RemoteChatModel(client, url, name != null ? name : served.getFirst());
    } catch (OpenAIException | IllegalArgumentException e) {
      client.close();
      throw new BadInputException(
          "%s: no OpenAI-compatible server answers there: %s".formatted(url, reason(e)), e);
    }
  }

  private static String reason(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("no message");
  }

  @Override
  public String id() {
    return name;
  }

  @Override
  public Generation generate(ChatRequest request, Consumer<String> onText) {
    long start = System.nanoTime();
    StringBuilder text = new StringBuilder();
    FinishReason finish = FinishReason.END_OF_TURN;
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params(request))) {
      for (ChatCompletionChunk chunk : (Iterable<ChatCompletionChunk>) stream.stream()::iterator) {
        for (ChatCompletionChunk.Choice choice : chunk.choices()) {
          String piece = choice.delta().content().orElse("");
          text.append(piece);
          onText.accept(piece);
          if (choice.finishReason().map(r -> r.asString().equals("length")).orElse(false)) {
            finish = FinishReason.LENGTH;
          }
        }
      }
    } catch (OpenAIException e) {
      throw new ModelUnavailableException("%s: %s".formatted(url, reason(e)), e);
    }
    String closing = finish == FinishReason.LENGTH ? "" : missingStop(text.toString());
    onText.accept(closing);
    return Generation.ofText(
        text + closing,
        closing.isEmpty() ? finish : FinishReason.STOP_STRING,
        (System.nanoTime() - start) / 1e9);
  }

  /// Servers cut the stop string off: whatever block is left open was closed by it.
  private static String missingStop(String text) {
    for (String tag : List.of("code", "tool_call")) {
      if (text.lastIndexOf("<" + tag + ">") > text.lastIndexOf("</" + tag + ">")) {
        return "</" + tag + ">";
      }
    }
    return "";
  }

  private ChatCompletionCreateParams params(ChatRequest request) {
    Sampling sampling = request.sampling();
    ChatCompletionCreateParams.Builder params =
        ChatCompletionCreateParams.builder()
            .model(name)
            .temperature(sampling.temperature())
            .topP(sampling.topP())
            .putAdditionalBodyProperty("seed", JsonValue.from(sampling.seed()))
            .maxCompletionTokens(sampling.maxTokens());
    if (!sampling.stop().isEmpty()) {
      params.stopOfStrings(sampling.stop());
    }
    for (Message message : request.messages()) {
      switch (message.role()) {
        case SYSTEM -> params.addSystemMessage(message.display());
        case ASSISTANT -> params.addAssistantMessage(message.display());
        case USER ->
            params.addUserMessageOfArrayOfContentParts(
                message.content().stream().map(RemoteChatModel::part).toList());
      }
    }
    return params.build();
  }

  private static ChatCompletionContentPart part(Content content) {
    return switch (content) {
      case Content.Text(String text) ->
          ChatCompletionContentPart.ofText(
              ChatCompletionContentPartText.builder().text(text).build());
      case Content.Image(Picture picture) ->
          ChatCompletionContentPart.ofImageUrl(
              ChatCompletionContentPartImage.builder()
                  .imageUrl(
                      ChatCompletionContentPartImage.ImageUrl.builder()
                          .url(
                              "data:image/png;base64,"
                                  + Base64.getEncoder().encodeToString(picture.toPng()))
                          .build())
                  .build());
    };
  }

  @Override
  public void close() {
    client.close();
  }
}
