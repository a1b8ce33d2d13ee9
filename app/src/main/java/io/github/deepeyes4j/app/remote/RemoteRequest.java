package io.github.deepeyes4j.app.remote;

import com.openai.core.JsonValue;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.Picture;
import java.util.Base64;

/// Puts a turn to generate in the form of the official client.
final class RemoteRequest {
  private RemoteRequest() {}

  /// @param tokens whether the server knows vLLM's fields: it tells tokens and keeps stop strings
  static ChatCompletionCreateParams of(String model, ChatRequest request, boolean tokens) {
    Sampling sampling = request.sampling();
    ChatCompletionCreateParams.Builder params =
        ChatCompletionCreateParams.builder()
            .model(model)
            .temperature(sampling.temperature())
            .topP(sampling.topP())
            .putAdditionalBodyProperty("seed", JsonValue.from(sampling.seed()))
            .maxCompletionTokens(sampling.maxTokens());
    if (!sampling.stop().isEmpty()) {
      params.stopOfStrings(sampling.stop());
    }
    if (tokens) {
      askForTokens(params, sampling);
    }
    for (Message message : request.messages()) {
      switch (message.role()) {
        case SYSTEM -> params.addSystemMessage(message.display());
        case ASSISTANT -> params.addAssistantMessage(message.display());
        case USER ->
            params.addUserMessageOfArrayOfContentParts(
                message.content().stream().map(RemoteRequest::part).toList());
      }
    }
    return params.build();
  }

  private static void askForTokens(ChatCompletionCreateParams.Builder params, Sampling sampling) {
    params
        .logprobs(true)
        .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
        .putAdditionalBodyProperty("return_token_ids", JsonValue.from(true))
        .putAdditionalBodyProperty("include_stop_str_in_output", JsonValue.from(true))
        .putAdditionalBodyProperty("bad_words", JsonValue.from(sampling.badWords()));
    if (sampling.topK() > 0) {
      params.putAdditionalBodyProperty("top_k", JsonValue.from(sampling.topK()));
    }
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
}
