package io.github.deepeyes4j.core.tokenizer;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Role;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Picture;
import java.util.List;

/// Qwen2.5-VL's ChatML: `<|im_start|>role\ncontent<|im_end|>\n`, a picture as
/// `<|vision_start|><|image_pad|>…<|vision_end|>` with one pad for each merged cell.
///
/// Control tokens are placed by id; contents are encoded as plain text. Immutable; safe for
/// concurrent use.
public final class ChatEncoder {
  /// What the stock template inserts when a conversation brings no system message.
  public static final String DEFAULT_SYSTEM = "You are a helpful assistant.";

  private final Tokenizer tokenizer;
  private final ImageProcessor imageProcessor;
  private final int turnStart;
  private final int turnEnd;
  private final int visionStart;
  private final int visionEnd;
  private final int imagePad;
  private final int[] newline;

  public ChatEncoder(Tokenizer tokenizer, ImageProcessor imageProcessor) {
    this.tokenizer = tokenizer;
    this.imageProcessor = imageProcessor;
    this.turnStart = tokenizer.id("<|im_start|>");
    this.turnEnd = tokenizer.id("<|im_end|>");
    this.visionStart = tokenizer.id("<|vision_start|>");
    this.visionEnd = tokenizer.id("<|vision_end|>");
    this.imagePad = tokenizer.id("<|image_pad|>");
    this.newline = tokenizer.encode("\n");
  }

  /// The token with which a model closes its turn.
  public int endOfTurn() {
    return turnEnd;
  }

  /// The conversation, followed by an open assistant turn that begins with `prefill`.
  public TokenSequence encodePrompt(List<Message> messages, String prefill) {
    TokenSequence.Builder out = encodeAll(messages);
    out.add(turnStart, false, 0);
    out.add(tokenizer.encode(header(Role.ASSISTANT) + prefill), false);
    return out.build();
  }

  /// Tokens of somebody else's as a prompt, pictures not among them; a [BadInputException] says why
  /// they are none.
  public TokenSequence encodePrompt(int[] tokens) {
    if (tokens.length == 0) {
      throw new BadInputException("the prompt is empty");
    }
    for (int token : tokens) {
      if (token < 0 || token >= tokenizer.vocabularySize()) {
        throw new BadInputException(
            "the prompt has token %d, the vocabulary only 0 to %d"
                .formatted(token, tokenizer.vocabularySize() - 1));
      }
      if (token == imagePad) {
        throw new BadInputException(
            "the prompt has a picture's token (%d) without a picture".formatted(token));
      }
    }
    TokenSequence.Builder out = new TokenSequence.Builder();
    out.add(tokens, false);
    return out.build();
  }

  /// The conversation as it stands, to learn from.
  public TokenSequence encode(List<Message> messages) {
    return encodeAll(messages).build();
  }

  private TokenSequence.Builder encodeAll(List<Message> messages) {
    TokenSequence.Builder out = new TokenSequence.Builder();
    if (messages.isEmpty() || messages.getFirst().role() != Role.SYSTEM) {
      encodeRead(Message.system(DEFAULT_SYSTEM), out);
    }
    for (Message message : messages) {
      switch (message.role()) {
        case SYSTEM, USER -> encodeRead(message, out);
        case ASSISTANT -> encodeWritten(message, out);
      }
    }
    return out;
  }

  /// A message that the model reads. Header and texts up to the next picture are encoded as one
  /// string, as the reference does with a rendered template.
  private void encodeRead(Message message, TokenSequence.Builder out) {
    out.add(turnStart, false, 0);
    StringBuilder text = new StringBuilder(header(message.role()));
    for (Content part : message.content()) {
      switch (part) {
        case Content.Text(String more) -> text.append(more);
        case Content.Image(Picture picture) -> {
          out.add(tokenizer.encode(text.toString()), false);
          text.setLength(0);
          out.add(visionStart, false, 0);
          out.addImage(
              new ImageSpan(out.length(), imageProcessor.grid(picture), picture), imagePad);
          out.add(visionEnd, false, 0);
        }
      }
    }
    out.add(tokenizer.encode(text.toString()), false);
    out.add(turnEnd, false, 0);
    out.add(newline, false);
  }

  /// A message that the model wrote, or should learn to write.
  private void encodeWritten(Message message, TokenSequence.Builder out) {
    out.add(turnStart, false, 0);
    Generation generation = message.generation();
    if (generation != null && generation.tokens().length > 0) {
      out.add(tokenizer.encode(header(Role.ASSISTANT) + generation.prefill()), false);
      for (int i = 0; i < generation.tokens().length; i++) {
        out.add(generation.tokens()[i], true, generation.logprobs()[i]);
      }
      if (!out.endsWith(turnEnd)) {
        // A turn ended by a stop string is closed for the model, not by it.
        out.add(turnEnd, false, 0);
      }
    } else {
      out.add(tokenizer.encode(header(Role.ASSISTANT)), false);
      out.add(tokenizer.encode(message.display()), true);
      out.add(turnEnd, true, 0);
    }
    out.add(newline, false);
  }

  private static String header(Role role) {
    return role.wireName() + "\n";
  }
}
