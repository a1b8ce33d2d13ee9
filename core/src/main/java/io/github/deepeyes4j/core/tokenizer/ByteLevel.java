package io.github.deepeyes4j.core.tokenizer;

import java.util.Arrays;

/// GPT-2's reversible spelling of bytes as printable characters, in which byte-level vocabularies
/// are written.
final class ByteLevel {
  private static final int[] BYTE_OF_CHAR = byteOfChar();

  private ByteLevel() {}

  /// @throws IllegalArgumentException when a character stands for no byte
  static byte[] bytes(String spelled) {
    byte[] bytes = new byte[spelled.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = spelled.charAt(i);
      if (c >= BYTE_OF_CHAR.length || BYTE_OF_CHAR[c] < 0) {
        throw new IllegalArgumentException(
            "token '%s' is not spelled in byte-level characters".formatted(spelled));
      }
      bytes[i] = (byte) BYTE_OF_CHAR[c];
    }
    return bytes;
  }

  /// Printable bytes stand for themselves; the rest follow from U+0100 on, in order.
  private static int[] byteOfChar() {
    int[] table = new int[512];
    Arrays.fill(table, -1);
    int next = 256;
    for (int value = 0; value < 256; value++) {
      boolean printable =
          (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || value >= 0xAE;
      table[printable ? value : next++] = value;
    }
    return table;
  }
}
