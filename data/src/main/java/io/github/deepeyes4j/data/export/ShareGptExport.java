package io.github.deepeyes4j.data.export;

import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.PictureStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.SequenceWriter;
import tools.jackson.databind.json.JsonMapper;

/// Conversations as LLaMA-Factory reads them: ShareGPT JSON, pictures, and the `dataset_info.json`
/// that describes it.
final class ShareGptExport {
  /// The data set's name.
  private static final String NAME = "deepeyes_cold_start";

  private ShareGptExport() {}

  static void write(
      Path directory,
      List<Example> examples,
      Function<Example, Conversation> conversations,
      PictureStore pictures)
      throws IOException {
    Files.createDirectories(directory.resolve("images"));
    Path file = directory.resolve(NAME + ".json");
    Path part = directory.resolve(NAME + ".json.part");
    try (OutputStream out = Files.newOutputStream(part);
        SequenceWriter rows = JsonMapper.shared().writer().writeValuesAsArray(out)) {
      for (Example example : examples) {
        Conversation conversation = conversations.apply(example);
        for (String digest : conversation.pictures()) {
          copy(pictures.file(digest), directory.resolve("images"));
        }
        rows.write(row(conversation));
      }
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        directory.resolve("dataset_info.json"),
        JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(description()));
  }

  private static void copy(Path picture, Path images) throws IOException {
    Path target = images.resolve(picture.getFileName());
    if (!Files.exists(target)) {
      Path part = images.resolve(picture.getFileName() + ".part");
      Files.copy(picture, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, target);
    }
  }

  private static Map<String, Object> row(Conversation conversation) {
    Example example = conversation.example();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("messages", conversation.messages());
    row.put("images", conversation.pictures().stream().map(d -> "images/" + d + ".png").toList());
    row.put("id", example.id());
    row.put("source", example.origin().source());
    row.put("licence", example.origin().licence());
    row.put("teacher", conversation.teacher());
    return row;
  }

  private static Map<String, Object> description() {
    Map<String, Object> set = new LinkedHashMap<>();
    set.put("file_name", NAME + ".json");
    set.put("formatting", "sharegpt");
    set.put("columns", new TreeMap<>(Map.of("messages", "messages", "images", "images")));
    set.put(
        "tags",
        new TreeMap<>(
            Map.of(
                "role_tag", "role",
                "content_tag", "content",
                "user_tag", "user",
                "assistant_tag", "assistant",
                "system_tag", "system")));
    return Map.of(NAME, set);
  }
}
