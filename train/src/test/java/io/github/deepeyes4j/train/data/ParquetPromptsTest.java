package io.github.deepeyes4j.train.data;

import static io.github.deepeyes4j.table.ColumnType.Scalar.BYTES;
import static io.github.deepeyes4j.table.ColumnType.Scalar.TEXT;
import static io.github.deepeyes4j.table.ColumnType.listOf;
import static io.github.deepeyes4j.table.ColumnType.struct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.score.reward.RewardConfig;
import io.github.deepeyes4j.table.ColumnType;
import io.github.deepeyes4j.table.ParquetFile;
import io.github.deepeyes4j.train.rl.Prompt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ParquetPromptsTest {
  private static final ColumnType.Struct COLUMNS =
      struct("data_source", TEXT)
          .with("prompt", listOf(struct("role", TEXT).with("content", TEXT)))
          .with("images", listOf(struct("bytes", BYTES).with("path", TEXT)))
          .with("reward_model", struct("ground_truth", TEXT).with("candidate_answers", TEXT))
          .with("extra_info", struct("index", TEXT).with("data_source", TEXT));

  private static final Picture PICTURE = Picture.ofRgb(28, 28, new byte[3 * 28 * 28]);

  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  private ParquetPrompts open(ObjectNode... rows) throws Exception {
    Path file = folder.resolve("rl.parquet");
    ParquetFile.write(file, COLUMNS, Stream.of(rows));
    return open(file);
  }

  private ParquetPrompts open(Path file) {
    return ParquetPrompts.open(
        List.of(file), folder.resolve("work"), RewardConfig.defaults(), 1, warnings::add);
  }

  /// A sound row with one picture.
  private static ObjectNode row(String index) {
    ObjectNode row =
        (ObjectNode)
            JsonMapper.shared()
                .readTree(
                    """
                    {"data_source": "perception",
                     "prompt": [{"role": "system", "content": "Think."},
                                {"role": "user", "content": "<image>\\nWhich one is %1$s?"}],
                     "images": [{"path": null}],
                     "reward_model": {"ground_truth": "A", "candidate_answers": "[\\"first\\"]"},
                     "extra_info": {"index": "%1$s"}}\
                    """
                        .formatted(index));
    ((ObjectNode) row.at("/images/0")).put("bytes", PICTURE.toPng());
    return row;
  }

  private static ObjectNode without(String at, String field) {
    ObjectNode row = row("x" + at + field);
    ((ObjectNode) row.at(at)).remove(field);
    return row;
  }

  private static ObjectNode with(String at, String field, String value) {
    ObjectNode row = row("y" + at + field);
    ((ObjectNode) row.at(at)).put(field, value);
    return row;
  }

  @Test
  void aRowIsAQuestionItsPictureAndItsAnswers() throws Exception {
    Prompt prompt = open(row("q1")).prompt(0);
    assertThat(prompt.question().id()).isEqualTo("q1");
    assertThat(prompt.question().text()).isEqualTo("Which one is q1?");
    assertThat(prompt.question().pictures()).containsExactly(PICTURE);
    assertThat(prompt.truth().dataSource()).isEqualTo("perception");
    assertThat(prompt.truth().answers()).containsExactly("A", "first");
    assertThat(warnings).isEmpty();
  }

  @Test
  void everyRowComesOnceInAnEpoch() throws Exception {
    ParquetPrompts prompts = open(row("a"), row("b"), row("c"), row("d"));
    List<String> ids =
        LongStream.range(0, 8).mapToObj(n -> prompts.prompt(n).question().id()).toList();
    assertThat(ids.subList(0, 4)).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(ids.subList(4, 8)).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(prompts.prompt(0).question().id()).isEqualTo(ids.getFirst());
  }

  @Test
  void whatCannotBeLearnedFromIsCountedAndListed() throws Exception {
    ObjectNode broken = row("broken");
    ((ObjectNode) broken.at("/images/0")).put("bytes", new byte[] {1, 2, 3});
    ObjectNode unanswered = row("unanswered");
    unanswered.putNull("reward_model");
    ParquetPrompts prompts =
        open(
            row("good"),
            broken,
            unanswered,
            with("/prompt/1", "content", "No picture?"),
            with("", "data_source", "mars"),
            with("", "data_source", "vstar-test"),
            with("/extra_info", "data_source", "reason"),
            without("", "data_source"),
            row("good"));
    assertThat(prompts.size()).isEqualTo(1);
    List<String> listed = Files.readAllLines(folder.resolve("work/rl.parquet.faulty-rows.txt"));
    assertThat(listed)
        .satisfiesExactly(
            fault -> assertThat(fault).startsWith("row 2: picture 1: "),
            fault -> assertThat(fault).isEqualTo("row 3: no ground truth"),
            fault -> assertThat(fault).isEqualTo("row 4: 0 <image> marks but 1 images"),
            fault -> assertThat(fault).startsWith("row 5: data source 'mars' has no reward"),
            fault -> assertThat(fault).contains("vstar-test is a benchmark"),
            fault ->
                assertThat(fault)
                    .isEqualTo(
                        "row 7: data_source is 'perception' but extra_info.data_source 'reason'"),
            fault -> assertThat(fault).isEqualTo("row 8: no data_source"),
            fault ->
                assertThat(fault)
                    .isEqualTo("row 9: its index 'good' is also that of rl.parquet row 1"));
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("8 of 9 rows cannot be learned from", "row 3: no ground truth", "; …");
  }

  @Test
  void anotherFormIsNamed() throws Exception {
    Path file = folder.resolve("other.parquet");
    ParquetFile.write(file, struct("prompt", TEXT), Stream.of());
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": has no column 'reward_model'; its columns: prompt");
  }

  @Test
  void theReleasedSearchDataIsRead() {
    Path file = Path.of("../table/src/test/resources/mmsearch.parquet");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("5 of 5 rows cannot be learned from")
        .hasMessageContaining("row 1: 0 <image> marks but 1 images");
  }
}
