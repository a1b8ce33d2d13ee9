package io.github.deepeyes4j.data;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.WholeFile;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.data.ask.Journal;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.ExampleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// A curation on disk: the settings it was begun with, what each complete stage left, journals of
/// what was asked.
///
/// @param directory made when it is not there
record CurationRun(Path directory) {
  private static final String SETTINGS = "settings.json";

  /// Keys that may change between two starts: they change nothing of what was done.
  private static final List<String> FREE = List.of("budget.", "concurrent");

  /// Opens a directory. One that was begun with other settings is refused.
  static CurationRun open(Path directory, CurationConfig config) throws IOException {
    Files.createDirectories(directory.resolve("stages"));
    Path file = directory.resolve(SETTINGS);
    Map<String, String> settings = new TreeMap<>(Configs.values(config));
    settings.keySet().removeIf(key -> FREE.stream().anyMatch(key::startsWith));
    if (!Files.exists(file)) {
      WholeFile.write(
          file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(settings));
      return new CurationRun(directory);
    }
    Map<String, String> begun =
        JsonMapper.shared().readValue(file, new TypeReference<Map<String, String>>() {});
    TreeMap<String, String> all = new TreeMap<>(settings);
    all.putAll(begun);
    for (String key : all.keySet()) {
      if (!Objects.equals(begun.get(key), settings.get(key))) {
        throw new BadInputException(
            "%s: was begun with %s=%s, not %s; choose another directory for --out"
                .formatted(directory, key, begun.get(key), settings.get(key)));
      }
    }
    return new CurationRun(directory);
  }

  /// What a stage gives: from its file if it is complete, else anew.
  List<Example> once(int number, String stage, Callable<List<Example>> work) throws Exception {
    Path file = directory.resolve("stages").resolve("%d-%s.parquet".formatted(number, stage));
    if (Files.exists(file)) {
      return ExampleFile.read(file);
    }
    List<Example> examples = work.call();
    ExampleFile.write(file, examples);
    return examples;
  }

  Journal journal(String stage) {
    return Journal.open(directory.resolve("journal").resolve(stage + ".jsonl"));
  }

  Path path(String name) {
    return directory.resolve(name);
  }
}
