package io.github.deepeyes4j.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.Example.Drop;
import io.github.deepeyes4j.data.example.PictureStore;
import io.github.deepeyes4j.table.ParquetFile;
import io.github.deepeyes4j.table.form.VerlRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class FileSourceTest {
  private static final Picture PICTURE = Picture.ofRgb(4, 4, new byte[48]);

  @TempDir Path folder;

  private List<Example> read(Path file, @Nullable String category) throws Exception {
    return new FileSource("name", "CC0-1.0", file, null, category)
        .read(PictureStore.open(folder.resolve("out")));
  }

  @Test
  void verlColumnsBecomeExamplesAndBadRowsAreThereMarked() throws Exception {
    ObjectNode good =
        (ObjectNode)
            JsonMapper.shared()
                .readTree(
                    """
                    {"data_source": "search",
                     "prompt": [{"role": "user", "content": "<image> Which lake?"}],
                     "images": [{"path": null}],
                     "reward_model": {"ground_truth": "Zug", "candidate_answers": "[\\"Lake Zug\\"]"}}\
                    """);
    ((ObjectNode) good.at("/images/0")).put("bytes", PICTURE.toPng());
    ObjectNode broken = good.deepCopy();
    ((ObjectNode) broken.at("/images/0")).put("bytes", new byte[] {4, 2});
    Path file = folder.resolve("a.parquet");
    ParquetFile.write(file, VerlRow.COLUMNS, Stream.of(good, broken));
    List<Example> examples = read(file, null);
    Example first = examples.getFirst();
    assertThat(first.question()).isEqualTo("Which lake?");
    assertThat(first.answers()).containsExactly("Zug", "Lake Zug");
    assertThat(first.category()).isEqualTo("search");
    assertThat(first.pictures()).containsExactly(PICTURE.digest());
    assertThat(first.origin()).isEqualTo(new Example.Origin("name", "CC0-1.0", "a.parquet row 1"));
    Drop drop = examples.getLast().drop();
    assertThat(drop).isNotNull();
    assertThat(String.valueOf(drop)).contains("normalise", "unreadable", "picture 1: ");
  }

  @Test
  void conversationsGiveTheirQuestionAndTheirAnswer() throws Exception {
    Files.write(folder.resolve("a.png"), PICTURE.toPng());
    Path file = folder.resolve("a.json");
    Files.writeString(
        file,
        """
        [{"messages": [{"role": "system", "content": "S"},
          {"role": "user", "content": "<image>What is it?"},
          {"role": "assistant", "content": "<code>x</code>"},
          {"role": "user", "content": "<image>"},
          {"role": "assistant", "content": "<think>A cat.</think><answer>a cat</answer>"}],
          "images": ["a.png", "a.png"]},
         {"messages": [{"role": "user", "content": "Hm?"}, {"role": "assistant", "content": "No."}]}]
        """);
    List<Example> examples = read(file, "perception");
    assertThat(examples.getFirst().question()).isEqualTo("What is it?");
    assertThat(examples.getFirst().answers()).containsExactly("a cat");
    assertThat(examples.getFirst().pictures()).containsExactly(PICTURE.digest());
    assertThat(String.valueOf(examples.getLast().drop())).contains("does not end with an <answer>");
  }

  @Test
  void aFileOfAnotherFormIsNamed() throws Exception {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, "a,b\n1,2\n");
    assertThatThrownBy(() -> read(file, null))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": has no column 'prompt'; its columns: a, b");
  }
}
