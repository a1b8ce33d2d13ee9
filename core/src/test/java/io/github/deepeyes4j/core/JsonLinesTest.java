package io.github.deepeyes4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
  @TempDir private Path folder;

  @Test
  void dropsALineThatAKillLeftUnfinished() throws IOException {
    Path file = folder.resolve("deep/lines.jsonl");
    try (JsonLines lines = JsonLines.open(file, _ -> {})) {
      lines.add("{\"a\": \"é\"}");
      lines.add("{\"a\": 2}");
    }
    Files.writeString(file, Files.readString(file) + "{\"a\"");
    List<String> known = new ArrayList<>();
    try (JsonLines lines = JsonLines.open(file, known::add)) {
      lines.add("{\"a\": 3}");
    }
    assertThat(known).containsExactly("{\"a\": \"é\"}", "{\"a\": 2}");
    assertThat(file).hasContent("{\"a\": \"é\"}\n{\"a\": 2}\n{\"a\": 3}\n");
  }

  /// A file of something else that was named by mistake is left as it is.
  @Test
  void leavesOtherFilesAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "not JSON");
    assertThatThrownBy(() -> JsonLines.open(file, _ -> {}))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": ends in something that is no line of JSON");
    assertThat(file).hasContent("not JSON");
  }
}
