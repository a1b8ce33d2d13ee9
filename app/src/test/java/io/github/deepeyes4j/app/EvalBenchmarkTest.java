package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.image.PictureDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `deepeyes eval CONFIG` with the nano model on a V*Bench file about the README's pictures.
class EvalBenchmarkTest {
  static {
    System.setProperty("deepeyes.home", "..");
  }

  @TempDir private Path folder;

  private record Outcome(int status, String output, String error) {}

  private static Outcome run(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      int status = Main.run(arguments);
      return new Outcome(
          status,
          captured.toString(StandardCharsets.UTF_8),
          errors.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private Path file() throws IOException {
    StringBuilder rows =
        new StringBuilder("index\timage\tquestion\tA\tB\tC\tD\tanswer\tcategory\n");
    rows.append(row(0, "owl.jpg", "What code is on the tag next to the cross?", "62CH", "CH62"));
    rows.append(row(1, "0", "What code is on the tag next to the cross?", "6HC2", "62CH"));
    return Files.writeString(folder.resolve("VStarBench.tsv"), rows);
  }

  private static String row(int index, String picture, String question, String a, String b)
      throws IOException {
    Path example = Path.of("../examples", picture);
    String cell =
        Files.exists(example)
            ? Base64.getEncoder().encodeToString(Files.readAllBytes(example))
            : picture;
    return "%d\t%s\t%s\t%s\t%s\t\t\t%s\tcode\n"
        .formatted(index, cell, question, a, b, a.equals("62CH") ? "A" : "B");
  }

  /// Two conversations, one of them about a picture of the benchmark.
  private Path training() throws IOException {
    for (String picture : List.of("owl.jpg", "caves.jpg")) {
      Files.copy(Path.of("../examples", picture), folder.resolve(picture));
    }
    String conversation =
        """
        {"messages": [{"role": "user", "content": "<image>What animal is this?"},
                      {"role": "assistant", "content": "<answer>An owl</answer>"}], "images": ["%s"]}
        """;
    return Files.writeString(
        folder.resolve("training.json"),
        "[%s,%s]"
            .formatted(conversation.formatted("owl.jpg"), conversation.formatted("caves.jpg")));
  }

  /// The nano model knows no choices: it is asked the bare question.
  private Path declaration() throws IOException {
    String shipped = Files.readString(Path.of("../configs/benchmarks/VStarBench.yaml"));
    return Files.writeString(
        folder.resolve("bare.yaml"),
        shipped.replaceAll("(?s)prompt: \\|-\n.*?\nscorer", "prompt: \"{question}\"\nscorer"));
  }

  private String[] command(String... more) throws IOException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                "eval",
                "../configs/eval/vstar.yaml",
                "--json",
                "--set=benchmarks=[{name: '%s', file: '%s'}]".formatted(declaration(), file()),
                "--set=out=" + folder.resolve("run"),
                "--set=sampling.max-tokens=512",
                "--set=concurrent=2"));
    command.addAll(List.of(more));
    return command.toArray(String[]::new);
  }

  @Test
  void measuresResumesAndCompares() throws IOException {
    assertThat(PictureDecoder.decode(Path.of("../examples/owl.jpg")).width()).isPositive();
    Outcome first = run(command());
    assertThat(first.status).as(first.error).isZero();
    JsonNode report = JsonMapper.shared().readTree(first.output).path("benchmarks").path(0);
    assertThat(report.path("title").asString()).isEqualTo("VStarBench, nano, agent, code");
    assertThat(report.at("/scores/fixed/all/overall/value").asDouble()).isEqualTo(1);
    assertThat(report.at("/scores/fixed/clusters").asInt()).isEqualTo(1);
    assertThat(report.at("/cost/tool_rate").asDouble()).isEqualTo(1);
    assertThat(report.at("/cost/tokens").asLong()).isPositive();
    assertThat(folder.resolve("run/VStarBench"))
        .isDirectoryContaining("glob:**/VStarBench.agent.code.txt")
        .isDirectoryContaining("glob:**/results.jsonl")
        .isDirectoryContaining("glob:**/trajectories.jsonl")
        .isDirectoryContaining("glob:**/report.html");
    assertThat(report.path("contamination").isNull()).isTrue();

    Outcome again = run(command());
    JsonNode same = JsonMapper.shared().readTree(again.output).path("benchmarks").path(0);
    assertThat(same).isEqualTo(report);

    Outcome checked = run(command("--trained-on=" + training()));
    assertThat(checked.status).as(checked.error).isZero();
    JsonNode found = JsonMapper.shared().readTree(checked.output).at("/benchmarks/0/contamination");
    assertThat(found.path("examples").asInt()).isEqualTo(2);
    assertThat(found.path("found")).hasSize(2);
    assertThat(found.at("/found/1/example").asString()).isEqualTo("training.json row 1");
    assertThat(found.at("/found/1/by").asString()).isEqualTo("picture");
    assertThat(folder.resolve("run/VStarBench/report.html"))
        .content()
        .contains("training.json row 1");

    Outcome other = run(command("--tools=none"));
    assertThat(other.status).isEqualTo(2);
    assertThat(other.error).contains("another protocol (tools: no-tools here, code there)");

    Outcome without = run(command("--tools=none", "--set=out=" + folder.resolve("without")));
    assertThat(without.status).as(without.error).isZero();
    Outcome compared =
        run(
            "eval",
            "compare",
            folder.resolve("without/VStarBench").toString(),
            folder.resolve("run/VStarBench").toString());
    assertThat(compared.output)
        .contains("tools: no-tools here, code there")
        .contains("in the second alone 2");
    assertThat(run("trace", folder.resolve("run/VStarBench").toString()).status).isZero();
  }
}
