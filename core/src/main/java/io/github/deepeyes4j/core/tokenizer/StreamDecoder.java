package io.github.deepeyes4j.core.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Turns a stream of tokens into text as it arrives, holding back bytes of an unfinished character.
/// Not safe for concurrent use.
public final class StreamDecoder {
  private final Tokenizer tokenizer;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer pending = ByteBuffer.allocate(0);

  StreamDecoder(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /// The text that this token completes; empty in the middle of a character.
  public String add(int id) {
    byte[] bytes = tokenizer.bytes(id);
    ByteBuffer in = ByteBuffer.allocate(pending.remaining() + bytes.length);
    in.put(pending).put(bytes).flip();
    return decode(in, false);
  }

  /// What is left at the end of the stream: a cut-off character becomes U+FFFD.
  public String finish() {
    String rest = decode(pending, true);
    decoder.reset();
    return rest;
  }

  private String decode(ByteBuffer in, boolean end) {
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, end);
    pending = in;
    return out.flip().toString();
  }
}
