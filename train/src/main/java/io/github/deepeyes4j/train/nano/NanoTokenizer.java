package io.github.deepeyes4j.train.nano;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Writes a `tokenizer.json` of Qwen's kind (byte-level BPE, the same control tokens) with a small
/// vocabulary, in which the protocol's fixed phrases are single tokens.
final class NanoTokenizer {
  /// In Qwen's order.
  static final List<String> CONTROL =
      List.of(
          "<|endoftext|>",
          "<|im_start|>",
          "<|im_end|>",
          "<|vision_start|>",
          "<|vision_end|>",
          "<|image_pad|>",
          "<|video_pad|>");

  private static final List<String> PHRASES =
      List.of(
          "<think>",
          "</think>\n",
          "<answer>",
          "</answer>",
          "<code>\n```python\n",
          "\n```\n</code>",
          "<tool_call>\n{\"name\": \"search\", \"arguments\": {\"query\": \"",
          "\"}}\n</tool_call>",
          "<tool_response>\n",
          "\n</tool_response>",
          "A Google search for '",
          "' found ",
          " results:\n\n## Web Results\n",
          "\nDate published: ",
          "Code execution result:\nstdout:\n```\n",
          "\n```\n\nstderr:\n```\n",
          "\n```\n\nImages:\n",
          "\n```",
          "w, h = image_1.size\na, b = w/",
          ", h/",
          "\nx, y = a*",
          "\nimage_1.crop((x-a*0.55, y-b*0.38, x+a*0.55, y+b*0.38))",
          "print(");

  /// Most rows and columns of cells in a view.
  private static final int LATTICE = 9;

  private NanoTokenizer() {}

  /// The file's text.
  ///
  /// @param texts what the merges are learned from
  /// @param merges how many
  static String build(List<String> texts, int merges) {
    char[] spelling = spelling();
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    for (char c : spelling) {
      vocabulary.put(String.valueOf(c), vocabulary.size());
    }
    List<BpeTrainer.Merge> learned = BpeTrainer.train(texts, merges, spelling);
    learned.forEach(merge -> vocabulary.putIfAbsent(merge.joined(), vocabulary.size()));
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("version", "1.0");
    file.put("truncation", null);
    file.put("padding", null);
    file.put("added_tokens", addedTokens(vocabulary.size()));
    file.put("normalizer", Map.of("type", "NFC"));
    file.put("pre_tokenizer", preTokenizer());
    file.put("post_processor", null);
    file.put("decoder", byteLevel());
    file.put("model", model(vocabulary, learned));
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(file);
  }

  /// GPT-2's printable stand-ins for bytes.
  private static char[] spelling() {
    char[] spelling = new char[256];
    char next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
      spelling[b] = printable ? (char) b : next++;
    }
    return spelling;
  }

  private static List<Map<String, Object>> addedTokens(int firstId) {
    List<String> plain = new ArrayList<>(PHRASES);
    for (int row = 0; row < LATTICE; row++) {
      for (int column = 1; column <= LATTICE; column++) {
        plain.add(" %c%d:".formatted('a' + row, column));
      }
    }
    List<Map<String, Object>> tokens = new ArrayList<>();
    for (String content : CONTROL) {
      tokens.add(addedToken(firstId + tokens.size(), content, true));
    }
    for (String content : plain) {
      tokens.add(addedToken(firstId + tokens.size(), content, false));
    }
    return tokens;
  }

  private static Map<String, Object> addedToken(int id, String content, boolean special) {
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("id", id);
    token.put("content", content);
    token.put("single_word", false);
    token.put("lstrip", false);
    token.put("rstrip", false);
    token.put("normalized", false);
    token.put("special", special);
    return token;
  }

  private static Map<String, Object> preTokenizer() {
    Map<String, Object> split = new LinkedHashMap<>();
    split.put("type", "Split");
    split.put("pattern", Map.of("Regex", BpeTrainer.PRETOKENS));
    split.put("behavior", "Isolated");
    split.put("invert", false);
    Map<String, Object> sequence = new LinkedHashMap<>();
    sequence.put("type", "Sequence");
    sequence.put("pretokenizers", List.of(split, byteLevel()));
    return sequence;
  }

  private static Map<String, Object> byteLevel() {
    Map<String, Object> step = new LinkedHashMap<>();
    step.put("type", "ByteLevel");
    step.put("add_prefix_space", false);
    step.put("trim_offsets", false);
    step.put("use_regex", false);
    return step;
  }

  private static Map<String, Object> model(
      Map<String, Integer> vocabulary, List<BpeTrainer.Merge> merges) {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("dropout", null);
    model.put("unk_token", null);
    model.put("continuing_subword_prefix", "");
    model.put("end_of_word_suffix", "");
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("vocab", vocabulary);
    model.put(
        "merges", merges.stream().map(merge -> List.of(merge.left(), merge.right())).toList());
    return model;
  }
}
