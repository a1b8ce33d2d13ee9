package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Bad input gets one clear line on standard error, exit status 2, and leaves nothing behind.
class BadInputTest {
  private static final String PICTURES = "../core/src/test/resources/pictures/";

  private static final String ADAPTER = "../model/src/test/resources/oracle/lora-everywhere";

  private static final String CORPUS = "../assets/corpus/documents.jsonl";
  private static final String VSTAR = "../configs/eval/vstar.yaml";
  private static final String CURATION = "../configs/curate-nano.yaml";
  private static final String OUT = "--out=target/no-index";

  static {
    System.setProperty("deepeyes.home", "..");
  }

  private record Outcome(int status, String error) {}

  private static Outcome run(String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      int status = Main.run(arguments);
      return new Outcome(status, captured.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  private static void assertRefused(String message, String... arguments) {
    Outcome outcome = run(arguments);
    assertThat(outcome.error.strip().lines())
        .as(outcome.error)
        .hasSize(1)
        .allSatisfy(line -> assertThat(line).startsWith("deepeyes: ").contains(message));
    assertThat(outcome.status).isEqualTo(2);
  }

  static List<Arguments> refusals() {
    return List.of(
        row("no such file", "ask", "--image", "nowhere.png", "Q"),
        row("not a picture", "ask", "--image", PICTURES + "text.png", "Q"),
        row("pixels, at most", "ask", "--image", PICTURES + "bomb.png", "Q"),
        row("an empty file", "ask", "--image", PICTURES + "empty.png", "Q"),
        row("a damaged picture", "ask", "--image", PICTURES + "truncated.png", "Q"),
        row("a directory", "ask", "--image", PICTURES, "Q"),
        row("the question is empty", "ask", " "),
        row("--sandbox here must be an address", "ask", "--sandbox", "here", "Q"),
        row("--port 99999 must be 0 to 65535", "sandbox", "--port", "99999"),
        row("--allow-weaker luck must be one of root, ", "sandbox", "--allow-weaker", "luck"),
        row("no Redis answers there", "sandbox", "--redis", "redis://127.0.0.1:1"),
        row("--port -1 must be 0 to 65535", "serve", "--port=-1"),
        row("--concurrent 0 must be at least 1", "serve", "--concurrent", "0"),
        row("--max-requests 0 must be at least 1", "serve", "--max-requests", "0"),
        row("--model must be a model directory", "serve", "--model", "http://127.0.0.1:9/v1"),
        row("no such model directory", "serve", "--model", "nowhere"),
        row("nowhere: no such directory", "serve", "--port", "0", "--allow-lora", "nowhere"),
        row("nowhere: no adapter directory", "merge", "nowhere", OUT),
        row("its base model 'windows-gqa' is no model directory", "merge", ADAPTER, OUT),
        row("exists already", "merge", ADAPTER, "--base", "../models/nano", "--out", "target"),
        row(
            "the layer and rank 3 need [3, 256]",
            "merge",
            ADAPTER,
            "--base",
            "../models/nano",
            OUT),
        row("its base model 'windows-gqa' is no model", "ask", "--model", ADAPTER, "Q"),
        row("cannot listen on 192.0.2.1:0", "serve", "--host", "192.0.2.1", "--port", "0"),
        row("Missing required parameter", "ask"),
        row("Unknown option: '--imag=x'", "ask", "--imag=x", "Q"),
        row("Invalid value for option '--seed'", "ask", "--seed", "x", "Q"),
        row("temperature -1.0", "ask", "--temperature=-1", "Q"),
        row("no such model directory", "ask", "--model", "nowhere", "Q"),
        row("device 'tpu' is unknown", "ask", "--device", "tpu", "Q"),
        row("device 'cuda': no CUDA device", "ask", "--device", "cuda", "Q"),
        row("precision 'fp8' is unknown", "ask", "--precision", "fp8", "Q"),
        row("no such corpus", "ask", "--search", "nowhere.jsonl", "Q"),
        row("benchmark 'mmlu' is unknown; allowed: realx-mini", "benchmark", "build", "mmlu", OUT),
        row("src: exists and is not an empty", "benchmark", "build", "realx-mini", "--out=src"),
        row("nowhere: no such assets", "benchmark", "build", "realx-mini", OUT, "--assets=nowhere"),
        row("src: holds no questions.jsonl", "benchmark", "check", "realx-mini", "--in=src"),
        row("holds no index", "ask", "--search", "src", "Q"),
        row("nowhere.jsonl: no such corpus", "search", "index", "--corpus", "nowhere.jsonl", OUT),
        row("which is no part of an index", "search", "index", "--corpus", CORPUS, "--out=src"),
        row("Missing required option: '--out=DIR'", "search", "index", "--corpus", CORPUS),
        row("SERPER_API_KEY", "ask", "--search", "serper", "Q"),
        row("SEARXNG_URL", "search", "--search", "searxng"),
        row("'google' is no page reader", "ask", "--search-pages", "google", "Q"),
        row("expected one of [LIVE, RECORD, REPLAY]", "search", "--mode", "sometimes"),
        row("--search-mode replay needs --recording", "ask", "--search-mode", "replay", "Q"),
        row("--recording x is for --search-mode record or replay", "ask", "--recording", "x", "Q"),
        row("no recording of searches there", "search", "--mode=replay", "--recording=src"),
        row("no search server answers", "ask", "--search", "http://127.0.0.1:1", "Q"),
        row("--port -1 must be 0 to 65535", "search", "--port=-1"),
        row("no such index", "ask", "--image-search", "nowhere", "Q"),
        row("no such MMSearch-R1 cache", "ask", "--image-search", "nowhere.json", "Q"),
        row("no encoder can be chosen", "ask", "--image-encoder", "clip.onnx", "Q"),
        row("holds no image index", "ask", "--image-search", "../assets", "Q"),
        row("no such directory", "search", "index-images", "nowhere", "--out", "target/no-index"),
        row("no picture in it", "search", "index-images", "src", "--out", "target/no-index"),
        row("the first line must be", "search", "index-images", "pom.xml", "--out", "target/none"),
        row("no such model", "search", "index-images", "..", "--out", "x", "--encoder", "x.onnx"),
        row("Missing required option: '--out=DIR'", "search", "index-images", ".."),
        row("no OpenAI-compatible server answers", "ask", "--model", "http://127.0.0.1:9/v1", "Q"),
        row("nowhere.yaml: no such file", "ask", "--prompts", "nowhere.yaml", "Q"),
        row(
            "split 'all' is unknown; allowed: train, dev, test",
            "eval",
            "--world",
            "--split",
            "all"),
        row("--count 0", "eval", "--world", "--count", "0"),
        row("say what to evaluate on", "eval"),
        row("Spark is not on the class path", "curate", CURATION, "--master=local", OUT),
        row("say what to evaluate on", "eval", VSTAR, "--world"),
        row("nowhere.yaml: no such file", "eval", "nowhere.yaml"),
        row("--oracle knows the benchmark RealX-Mini only", "eval", VSTAR, "--oracle"),
        row("go with a configuration file", "eval", "--world", "--oracle"),
        row("tool 'paint' is unknown; allowed: code, search", "eval", VSTAR, "--tools=code,paint"),
        row("mode 'direct' uses no tools", "eval", VSTAR, "--set=mode=direct"),
        row("not one of the values", "eval", VSTAR, "--set=mode=guess"),
        row("data/VStarBench.tsv: no such file", "eval", VSTAR),
        row(
            "benchmark 'VStar' is unknown; allowed: RealX-Mini, ChartQA_TEST, ",
            "eval",
            VSTAR,
            "--set=benchmarks=[{name: VStar, file: x.tsv}]"),
        row(
            "CharXiv_reasoning_val: a model grades it; set judging.mode",
            "eval",
            VSTAR,
            "--set=benchmarks=[{name: CharXiv_reasoning_val, file: pom.xml}]"),
        row("nowhere: holds no run of a benchmark", "eval", "compare", "nowhere", "nowhere"),
        row("no such assets folder", "eval", "--world", "--assets", "nowhere"),
        row("no such file", "sft", "nowhere.yaml"),
        row("nowhere: no such directory", "analyze", "nowhere"),
        row("src: holds no trajectories.jsonl", "analyze", "x=src"),
        row("must be [NAME=]DIR[,DIR…]", "analyze", "a=b=c"),
        row("Missing required parameter: '[NAME=]DIR[,DIR…]'", "analyze"),
        row("nowhere: holds no trajectories.jsonl", "trace", "nowhere"),
        row("Missing required parameter: 'DIR'", "trace"),
        row("nowhere/tokenizer.json: no such file", "trace", "src", "--model", "nowhere"),
        row("Unmatched argument", "frobnicate"));
  }

  private static Arguments row(String message, String... arguments) {
    return Arguments.of(message, List.of(arguments));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void isRefusedInOneLine(String message, List<String> arguments) {
    assertRefused(message, arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("modelFiles")
  void namesTheMissingFileOfAModel(String file, @TempDir Path folder) throws Exception {
    Path model = Path.of("../models/nano");
    try (var files = Files.list(model)) {
      for (Path each : files.toList()) {
        if (!each.getFileName().toString().equals(file)) {
          Files.copy(each, folder.resolve(each.getFileName().toString()));
        }
      }
    }
    assertRefused(file, "ask", "--model", folder.toString(), "Q");
  }

  static List<String> modelFiles() {
    return List.of(
        "config.json", "preprocessor_config.json", "tokenizer.json", "model.safetensors");
  }

  @Test
  void aTraceThatCannotBeWrittenIsRefused(@TempDir Path folder) {
    Path trace = folder.resolve("missing/trace.html");
    assertRefused("cannot be written", "ask", "--trace", trace.toString(), "What is 3 + 4?");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aConfigNamesItsFault(@TempDir Path folder) throws IOException {
    Path config = folder.resolve("run.yaml");
    Files.writeString(config, "from: x\nsteps: 3\n");
    assertRefused("unknown key 'steps'; allowed:", "sft", config.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\": \"1\", \"name\": \"x\"}|corpus.jsonl:1: unknown field 'name'; allowed: [date, fictional, id,",
        "''|corpus.jsonl: an empty corpus"
      })
  void aCorpusNamesItsFault(String line, String message, @TempDir Path folder) throws IOException {
    Path corpus = Files.writeString(folder.resolve("corpus.jsonl"), line + "\n");
    Path index = folder.resolve("index");
    assertRefused(message, "search", "index", "--corpus", corpus.toString(), "--out=" + index);
    assertThat(index).doesNotExist();
  }

  @Test
  void aRunNamesItsFault(@TempDir Path run) throws IOException {
    Path trajectories = Files.writeString(run.resolve("trajectories.jsonl"), "{}\n");
    assertRefused(trajectories + ":1: not a trajectory: ", "trace", run.toString());
    Files.writeString(trajectories, "");
    assertRefused("holds no trajectory 'x'", "trace", run.toString(), "--id", "x");
    assertRefused("pom.xml: cannot be written", "trace", run.toString(), "--out", "pom.xml");
    assertThat(run).isDirectoryContaining(trajectories::equals);
  }

  @Test
  void anIndexOfAnotherEncoderIsRefused(@TempDir Path index) {
    assertThat(run("search", "index", "--corpus", CORPUS, "--bm25", "--out=" + index).status)
        .isZero();
    assertRefused(
        index + ": the index was built with encoder none, not all-minilm-l6-v2-q",
        "search",
        "index",
        "--corpus",
        CORPUS,
        "--out=" + index);
  }

  @Test
  void aDamagedIndexIsRefused(@TempDir Path index) throws IOException {
    run("search", "index", "--corpus", CORPUS, "--bm25", "--out=" + index);
    try (var files = Files.list(index)) {
      Path largest =
          files.max(Comparator.comparingLong(file -> file.toFile().length())).orElseThrow();
      byte[] bytes = Files.readAllBytes(largest);
      bytes[bytes.length / 2] ^= 1;
      Files.write(largest, bytes);
    }
    assertRefused("the index is damaged", "ask", "--search", index.toString(), "Q");
    assertRefused(
        "the index is damaged", "search", "index", "--corpus", CORPUS, "--bm25", "--out=" + index);
  }

  @Test
  void aServerThatTalksNonsenseIsRefused() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("<html>hello</html>".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort());
      assertRefused("no OpenAI-compatible server answers", "ask", "--model", url, "Q");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void picturesThatCannotBeReadAreNamed(@TempDir Path folder) throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    Files.copy(Path.of(PICTURES, "plain.png"), pictures.resolve("plain.png"));
    Files.copy(Path.of(PICTURES, "text.png"), pictures.resolve("text.png"));
    String[] command = {
      "search", "index-images", pictures.toString(), "--out", folder.resolve("index").toString()
    };
    assertRefused("1 pictures cannot be read and are not in the index; the first: ", command);
    Files.delete(pictures.resolve("text.png"));
    assertThat(run(command).status).isZero();
  }

  @Test
  void debugShowsTheStackTrace() {
    assertThat(run("--debug", "ask", "--image", "nowhere.png", "Q").error)
        .contains("BadInputException", "\tat ");
  }

  @Test
  void aLibraryThatIsMissingIsNamed() {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError("no jnitorch in java.library.path");
    error.initCause(new UnsatisfiedLinkError("libcudart.so.13: no such file"));
    assertThat(Main.unloaded(error))
        .startsWith("a native library cannot be loaded: libcudart.so.13: no such file; ");
  }
}
