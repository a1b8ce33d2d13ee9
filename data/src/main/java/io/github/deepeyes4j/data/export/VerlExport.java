package io.github.deepeyes4j.data.export;

import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.PictureStore;
import io.github.deepeyes4j.table.ParquetFile;
import io.github.deepeyes4j.table.form.MessageCell;
import io.github.deepeyes4j.table.form.VerlRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Questions in verl's columns, as `deepeyes rl` reads them, too. A category is the data source
/// that picks the reward.
final class VerlExport {
  /// The environment with tools, by its released name.
  private static final String ENVIRONMENT = "deepeyes_v2";

  private VerlExport() {}

  static void write(Path file, List<Example> examples, PictureStore pictures) throws IOException {
    ParquetFile.write(
        file, VerlRow.COLUMNS, examples.stream().map(example -> row(example, pictures)));
  }

  private static ObjectNode row(Example example, PictureStore pictures) {
    ObjectNode row = JsonMapper.shared().createObjectNode();
    row.put("data_source", example.category());
    row.putArray("prompt")
        .addObject()
        .put("role", "user")
        .put(
            "content",
            (MessageCell.MARK + "\n").repeat(example.pictures().size()) + example.question());
    ConversationParquet.images(row, example.pictures(), pictures);
    row.put("ability", example.category());
    row.put("env_name", ENVIRONMENT);
    List<String> others = example.answers().subList(1, example.answers().size());
    row.putObject("reward_model")
        .put("ground_truth", example.answers().getFirst())
        .put("candidate_answers", JsonMapper.shared().writeValueAsString(others))
        .put("style", "rule");
    row.putObject("extra_info")
        .put("index", example.id())
        .put("question", example.question())
        .put("answer", example.answers().getFirst())
        .put("split", "train")
        .put("source", example.origin().source())
        .put("licence", example.origin().licence());
    return row;
  }
}
