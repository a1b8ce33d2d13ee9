package io.github.deepeyes4j.core.tokenizer;

import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Sampling;
import java.util.List;
import java.util.function.Consumer;

/// A model whose prompts can be seen, and given, in tokens. What [#generate] is given is what the
/// model reads: nothing is added or tokenised again.
public interface TokenModel extends ChatModel {
  /// The conversation, followed by an open assistant turn that begins with `prefill`.
  TokenSequence prompt(List<Message> messages, String prefill);

  /// A text as it stands, in which `<|im_end|>` means the control token.
  ///
  /// @throws io.github.deepeyes4j.core.BadInputException when it is empty or shows a picture's
  ///   token
  TokenSequence prompt(String text);

  /// Tokens as they stand.
  ///
  /// @throws io.github.deepeyes4j.core.BadInputException when there is none, or one that the model
  ///   does not know or that belongs to a picture
  TokenSequence prompt(int[] tokens);

  /// Continues a prompt.
  ///
  /// @param onText receives the text piece by piece, on any thread, in order
  /// @throws InterruptedException when the calling thread is interrupted; the generation is given
  ///   up
  Generation generate(TokenSequence prompt, Sampling sampling, Consumer<String> onText)
      throws InterruptedException;

  @Override
  default Generation generate(ChatRequest request, Consumer<String> onText)
      throws InterruptedException {
    TokenSequence prompt = prompt(request.messages(), request.prefill());
    if (!request.prefill().isEmpty()) {
      onText.accept(request.prefill());
    }
    return generate(prompt, request.sampling(), onText).after(request.prefill());
  }
}
