package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The README's questions, asked of the embedded model with its real tools.
class AskTest {
  /// `./deepeyes ask --image FILE "QUESTION" # ANSWER`
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^ +\\./deepeyes ask (?:--image (\\S+) )?\"([^\"]+)\" +# (.+)$");

  static {
    System.setProperty("deepeyes.home", "..");
  }

  record Example(String image, String question, String answer) {}

  static List<Example> examples() throws Exception {
    List<Example> examples =
        COMMAND
            .matcher(Files.readString(Path.of("../README.md")))
            .results()
            .map(m -> new Example(m.group(1) == null ? "" : m.group(1), m.group(2), m.group(3)))
            .toList();
    assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
    return examples;
  }

  private static String ask(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      assertThat(Main.run(arguments)).isZero();
      return captured.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(before);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void answersTheReadmesQuestions(Example example) {
    String output =
        example.image.isEmpty()
            ? ask("ask", "--json", example.question)
            : ask("ask", "--json", "--image", "../" + example.image, example.question);
    JsonNode json = JsonMapper.shared().readTree(output);
    assertThat(json.at("/answer").asString()).isEqualTo(example.answer);
    assertThat(json.at("/stop").asString()).isEqualTo("answer");
    JsonNode first = json.at("/turns/0");
    assertThat(first.at("/observation/status").asString()).isEqualTo("ok");
    if (!example.image.isEmpty()) {
      assertThat(first.at("/action/kind").asString()).isEqualTo("code");
      assertThat(first.at("/action/text").asString()).contains("image_1.crop(");
      assertThat(first.at("/observation/images")).hasSize(1);
    }
  }

  @Test
  void streamsTheTurnsAndWritesATrace(@TempDir Path folder) throws Exception {
    Example example = examples().getFirst();
    Path trace = folder.resolve("trace.html");
    String output =
        ask("ask", "--trace", trace.toString(), "--image", "../" + example.image, example.question);
    assertThat(output).contains("image_1.crop(").endsWith("\n" + example.answer + "\n");
    String page = Files.readString(trace);
    assertThat(Pattern.compile("\"data:image/png;base64,").matcher(page).results().count())
        .isEqualTo(2);
    assertThat(page).contains("\"crops\":[{\"picture\":2,\"source\":1,\"box\":");
    assertThat(page).contains("\"tokens\":[[\"");
  }
}
