package io.github.deepeyes4j.train.data;

import static io.github.deepeyes4j.table.ColumnType.Scalar.BYTES;
import static io.github.deepeyes4j.table.ColumnType.Scalar.TEXT;
import static io.github.deepeyes4j.table.ColumnType.listOf;
import static io.github.deepeyes4j.table.ColumnType.struct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.table.ColumnType;
import io.github.deepeyes4j.table.ParquetFile;
import io.github.deepeyes4j.train.TinyModel;
import io.github.deepeyes4j.train.sft.DataConfig;
import io.github.deepeyes4j.train.sft.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class ShareGptSourceTest {
  private static final String SHOWN =
      """
      {"messages": [{"role": "system", "content": "Use tools."},
       {"role": "user", "content": "<image>What is it?"},
       {"role": "assistant", "content": "<code>crop</code>"},
       {"role": "user", "content": "Here: <image>"},
       {"role": "assistant", "content": "<answer>a cat</answer>"}],
       "images": ["a.png", "a.png"], "source": "unknown keys do not matter"}\
      """;

  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();
  private Tokenizer tokenizer =
      Tokenizer.load(Path.of("../core/src/test/resources/tokenizer.json"));

  @BeforeEach
  void writePicture() throws Exception {
    TinyModel.write(folder.resolve("model"));
    byte[] rgb = new byte[3 * 56 * 56];
    Files.write(folder.resolve("a.png"), Picture.ofRgb(56, 56, rgb).toPng());
    Files.writeString(folder.resolve("broken.png"), "no picture");
  }

  private ShareGptSource open(int maxTokens, String... rows) throws Exception {
    Path file = folder.resolve("data.json");
    Files.writeString(file, "[" + String.join(",", rows) + "]");
    ImageProcessor view = ImageProcessor.load(folder.resolve("model/preprocessor_config.json"));
    return ShareGptSource.open(
        new DataConfig(file.toString(), folder.toString(), maxTokens),
        new ChatEncoder(tokenizer, view),
        folder.resolve("work"),
        1,
        warnings::add);
  }

  private static String row(String question, String answer, String images) {
    return """
    {"messages": [{"role": "user", "content": "%s"}, {"role": "assistant", "content": "%s"}],
     "images": [%s]}\
    """
        .formatted(question, answer, images);
  }

  private static TokenSequence sequence(ShareGptSource source, long number) {
    return ((Sample.Conversation) source.sample(number)).sequence();
  }

  private String learned(TokenSequence sequence) {
    StringBuilder text = new StringBuilder();
    for (int t = 0; t < sequence.length(); t++) {
      if (sequence.action()[t]) {
        text.append(tokenizer.decode(sequence.tokens()[t]));
      }
    }
    return text.toString();
  }

  @Test
  void onlyWhatTheAssistantSaysIsLearned() throws Exception {
    TokenSequence sequence = sequence(open(10_000, SHOWN), 0);
    assertThat(sequence.images()).hasSize(2);
    assertThat(learned(sequence).replace("<|im_end|>", ";"))
        .isEqualTo("<code>crop</code>;<answer>a cat</answer>;");
    assertThat(warnings).isEmpty();
  }

  @Test
  void everyRowComesOnceInAnEpochInAnotherOrder() throws Exception {
    String[] rows = new String[20];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row("Say it.", "number " + i, "");
    }
    ShareGptSource source = open(10_000, rows);
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      first.add(learned(sequence(source, i)));
      second.add(learned(sequence(source, rows.length + i)));
    }
    Set<String> all = new HashSet<>(first);
    assertThat(all).hasSize(rows.length).containsAll(second);
    assertThat(second).isNotEqualTo(first);
    assertThat(learned(sequence(source, 3))).isEqualTo(first.get(3));
  }

  @Test
  void aLongConversationIsCutButNeverWithinAPicture() throws Exception {
    TokenSequence whole = sequence(open(10_000, SHOWN), 0);
    int picture = whole.images().getLast().start();
    TokenSequence cut = sequence(open(picture + 1, SHOWN), 0);
    assertThat(cut.length()).isEqualTo(picture);
    assertThat(cut.images()).hasSize(1);
    assertThat(sequence(open(picture - 1, SHOWN), 0).length()).isEqualTo(picture - 1);
  }

  @Test
  void rowsThatCannotBeLearnedFromAreNamedAndLeftOut() throws Exception {
    ShareGptSource source =
        open(
            10_000,
            row("<image>What?", "one", ""),
            row("What?", " ", ""),
            SHOWN,
            row("<image>What?", "one", "\"missing.png\""),
            "{\"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]}",
            "{\"messages\": [{\"role\": \"assistant\", \"content\": \"A\"}, {\"role\": \"user\", \"content\": \"B\"}]}");
    assertThat(source.size()).isEqualTo(1);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains(
            "5 of 6 rows cannot be learned from",
            "row 1: 1 <image> marks but 0 images",
            "row 2: message 2 of the assistant is empty",
            "row 4: no picture " + folder.resolve("missing.png"),
            "row 5: does not end with an assistant's answer to a user",
            "row 6: message 1 is of role 'assistant', not 'user'");
  }

  @Test
  void whatIsNoDataIsSaidInOneLine() throws Exception {
    assertThatThrownBy(() -> open(10, row("What?", "", "")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("1 of 1 rows cannot be learned from");
    assertThatThrownBy(() -> open(10, "{\"messages\": 7}"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("data.json: not a JSON array of conversations");
    ShareGptSource source = open(1000, row("<image>What?", "it", "\"broken.png\""));
    assertThatThrownBy(() -> source.sample(0))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("broken.png");
  }

  @Test
  void parquetHoldsItsPictures() throws Exception {
    ColumnType.Struct columns =
        struct("messages", listOf(struct("role", TEXT).with("content", TEXT)))
            .with("images", listOf(struct("bytes", BYTES).with("path", TEXT)));
    Path file = folder.resolve("data.parquet");
    ObjectNode shown = (ObjectNode) JsonMapper.shared().readTree(SHOWN);
    ArrayNode images = shown.putArray("images");
    images.addObject().put("bytes", Files.readAllBytes(folder.resolve("a.png")));
    images.addObject().put("path", "a.png");
    ObjectNode broken = shown.deepCopy();
    ((ObjectNode) broken.at("/images/0")).put("bytes", new byte[] {1});
    ParquetFile.write(file, columns, Stream.of(broken, shown));
    ImageProcessor view = ImageProcessor.load(folder.resolve("model/preprocessor_config.json"));
    ShareGptSource source =
        ShareGptSource.open(
            new DataConfig(file.toString(), null, 10_000),
            new ChatEncoder(tokenizer, view),
            folder.resolve("work"),
            1,
            warnings::add);
    assertThat(source.size()).isEqualTo(1);
    assertThat(sequence(source, 0).tokens()).isEqualTo(sequence(open(10_000, SHOWN), 0).tokens());
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("1 of 2 rows cannot be learned from", "row 1: picture 1: ");
  }

  @Test
  void picturesOfJsonNeedADirectory() {
    assertThatThrownBy(() -> new DataConfig("a.json", null, 1))
        .isInstanceOf(BadInputException.class)
        .hasMessage("data: a.json needs 'images', the directory of its pictures");
    assertThatThrownBy(() -> new DataConfig("a.parquet", "pictures", 1))
        .hasMessage("data: a.parquet holds its pictures; leave 'images' out");
  }
}
