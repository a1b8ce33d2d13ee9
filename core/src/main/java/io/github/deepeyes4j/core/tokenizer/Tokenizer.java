package io.github.deepeyes4j.core.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.github.deepeyes4j.core.BadInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A byte-level BPE tokenizer read from a Hugging Face `tokenizer.json`, as Qwen's is.
///
/// Encoding is Hugging Face's own library; decoding joins each token's bytes, so it can be done
/// token by token. Safe for concurrent use.
public final class Tokenizer implements AutoCloseable {
  static {
    // The library must neither download a native file nor report its use.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
  }

  private final HuggingFaceTokenizer library;
  private final Map<String, Integer> addedTokens;
  private final List<String> controlTokens;
  private final byte[][] bytes;

  private Tokenizer(
      HuggingFaceTokenizer library,
      Map<String, Integer> addedTokens,
      List<String> controlTokens,
      byte[][] bytes) {
    this.library = library;
    this.addedTokens = addedTokens;
    this.controlTokens = controlTokens;
    this.bytes = bytes;
  }

  /// Loads `file`; a [BadInputException] names it when it is missing or not such a tokenizer.
  public static Tokenizer load(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such file");
    }
    try {
      JsonNode json = JsonMapper.shared().readTree(file.toFile());
      Map<Integer, byte[]> tokenBytes = new HashMap<>();
      for (var entry : json.path("model").path("vocab").properties()) {
        tokenBytes.put(entry.getValue().asInt(), ByteLevel.bytes(entry.getKey()));
      }
      Map<String, Integer> added = new HashMap<>();
      List<String> control = new ArrayList<>();
      for (JsonNode token : json.path("added_tokens")) {
        String content = token.path("content").asString();
        added.put(content, token.path("id").asInt());
        tokenBytes.put(token.path("id").asInt(), content.getBytes(StandardCharsets.UTF_8));
        if (token.path("special").asBoolean()) {
          control.add(content);
        }
      }
      if (tokenBytes.isEmpty()) {
        throw new BadInputException(file + ": has no vocabulary");
      }
      return new Tokenizer(
          HuggingFaceTokenizer.newInstance(file, Map.of("addSpecialTokens", "false")),
          added,
          control,
          table(tokenBytes));
    } catch (JacksonException | IllegalArgumentException | IOException e) {
      throw new BadInputException(file + ": not a byte-level tokenizer: " + e.getMessage(), e);
    }
  }

  private static byte[][] table(Map<Integer, byte[]> tokenBytes) {
    int size = tokenBytes.keySet().stream().mapToInt(Integer::intValue).max().orElseThrow() + 1;
    byte[][] table = new byte[size][];
    Arrays.fill(table, new byte[0]);
    tokenBytes.forEach((id, value) -> table[id] = value);
    return table;
  }

  /// One more than the largest token id.
  public int vocabularySize() {
    return bytes.length;
  }

  /// The id of a token added beside the learned vocabulary, such as `<|im_end|>`.
  public int id(String addedToken) {
    Integer id = addedTokens.get(addedToken);
    if (id == null) {
      throw new BadInputException("the tokenizer has no token " + addedToken);
    }
    return id;
  }

  public boolean has(String addedToken) {
    return addedTokens.containsKey(addedToken);
  }

  /// Encodes text from outside: the name of a control token in it is text like any other, so that
  /// no user, web page or program output can close a turn or open a picture.
  public int[] encode(String text) {
    int[] ids = new int[0];
    int from = 0;
    int cut;
    while ((cut = nextControlToken(text, from)) >= 0) {
      // Between the name's first and second character: neither half is recognised.
      ids = concat(ids, encodeWithControlTokens(text.substring(from, cut + 1)));
      from = cut + 1;
    }
    return concat(ids, encodeWithControlTokens(text.substring(from)));
  }

  /// Encodes trusted text, in which `<|im_end|>` means the control token.
  public int[] encodeWithControlTokens(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    return LongStream.of(library.encode(text, false, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  private int nextControlToken(String text, int from) {
    return controlTokens.stream()
        .mapToInt(token -> text.indexOf(token, from))
        .filter(at -> at >= 0)
        .min()
        .orElse(-1);
  }

  private static int[] concat(int[] head, int[] tail) {
    int[] joined = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, joined, head.length, tail.length);
    return joined;
  }

  /// The bytes that a token stands for; a character of several bytes may be spread over tokens.
  /// Empty for an id the vocabulary does not use.
  byte[] bytes(int id) {
    return bytes[id];
  }

  /// Bytes that form no character become U+FFFD.
  public String decode(int... ids) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (int id : ids) {
      joined.writeBytes(bytes[id]);
    }
    return joined.toString(StandardCharsets.UTF_8);
  }

  /// A decoder for one stream of tokens.
  public StreamDecoder streamDecoder() {
    return new StreamDecoder(this);
  }

  @Override
  public void close() {
    library.close();
  }
}
