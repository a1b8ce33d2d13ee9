package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A flag in a photo: cropped, searched for by picture, then by words. The model is a script that
/// takes every word from what the tools returned; sandbox and search are the real ones.
class FlagQuestionTest {
  private static final Pattern TITLE = Pattern.compile("\\[Flag of ([^\\]]+)\\]");
  private static final Pattern CAPITAL = Pattern.compile("Capital: (\\w+)");

  @TempDir Path folder;
  private HttpServer model;

  @BeforeEach
  void startModel() throws IOException {
    model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    model.createContext(
        "/v1/models",
        exchange ->
            send(
                exchange,
                "{\"object\": \"list\", \"data\": [{\"id\": \"script\", \"object\": \"model\","
                    + " \"created\": 1, \"owned_by\": \"us\"}]}"));
    model.createContext("/v1/chat/completions", this::turn);
    model.start();
  }

  @AfterEach
  void stopModel() {
    model.stop(0);
  }

  private void turn(HttpExchange exchange) throws IOException {
    JsonNode messages = JsonMapper.shared().readTree(exchange.getRequestBody()).path("messages");
    List<String> observations = new ArrayList<>();
    for (JsonNode message : messages) {
      if (message.path("role").asString().equals("user")) {
        observations.add(message.path("content").toString());
      }
    }
    String delta = JsonMapper.shared().writeValueAsString(turn(observations));
    String start = "data: {\"id\": \"1\", \"object\": \"chat.completion.chunk\", \"created\": 1,";
    String chunk = start + " \"model\": \"script\", \"choices\": [{\"index\": 0, \"delta\": ";
    send(
        exchange,
        chunk
            + "{\"content\": "
            + delta
            + "}, \"finish_reason\": null}]}\n\n"
            + chunk
            + "{}, \"finish_reason\": \"stop\"}]}\n\ndata: [DONE]\n\n");
  }

  /// @param observations what the model was told, the question first
  private static String turn(List<String> observations) {
    String last = observations.getLast();
    return switch (observations.size()) {
      case 1 -> "<code>\n```python\nflag = image_1.crop((215, 95, 315, 155))\nflag\n```\n</code>";
      case 2 -> call("image_search", "{\"image\": \"image_2\"}");
      case 3 -> call("search", "{\"query\": \"capital of %s\"}".formatted(first(TITLE, last)));
      default -> "<answer>%s</answer>".formatted(first(CAPITAL, last));
    };
  }

  private static String call(String name, String arguments) {
    return "<tool_call>\n{\"name\": \"%s\", \"arguments\": %s}\n</tool_call>"
        .formatted(name, arguments);
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  private static void send(HttpExchange exchange, String body) throws IOException {
    boolean events = body.startsWith("data:");
    exchange
        .getResponseHeaders()
        .add("Content-Type", events ? "text/event-stream" : "application/json");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /// A photo with Brazil's flag in it, a little of which the crop cuts off.
  private Path scene() throws IOException {
    BufferedImage photo = ImageIO.read(Path.of("../examples/owl.jpg").toFile());
    BufferedImage flag = ImageIO.read(Path.of("../assets/flags/br.png").toFile());
    Graphics2D graphics = photo.createGraphics();
    graphics.drawImage(flag, 210, 90, 110, 75, null);
    graphics.dispose();
    Path file = folder.resolve("scene.png");
    ImageIO.write(photo, "png", file.toFile());
    return file;
  }

  private JsonNode ask(Path scene, String... options) {
    List<String> command = new ArrayList<>(List.of("ask", "--json", "--image", scene.toString()));
    command.addAll(
        List.of("--model", "http://127.0.0.1:%d/v1".formatted(model.getAddress().getPort())));
    command.addAll(List.of(options));
    command.add("What is the capital of the country whose flag is shown?");
    PrintStream before = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      assertThat(Main.run(command.toArray(String[]::new))).isZero();
    } finally {
      System.setOut(before);
    }
    return JsonMapper.shared().readTree(captured.toString(StandardCharsets.UTF_8));
  }

  private static List<String> observed(JsonNode trajectory) {
    List<String> observations = new ArrayList<>();
    trajectory.path("turns").forEach(turn -> observations.add(turn.path("observation").toString()));
    return observations;
  }

  @Test
  void isAnsweredByImageSearchThenTextSearch() throws IOException {
    System.setProperty("deepeyes.home", "..");
    Path scene = scene();
    Path trace = folder.resolve("trace.html");
    String recording = folder.resolve("recording").toString();
    JsonNode recorded =
        ask(
            scene,
            "--trace",
            trace.toString(),
            "--search-mode",
            "record",
            "--recording",
            recording);
    assertThat(recorded.path("answer").asString()).isEqualTo("Brasilia");
    List<String> kinds = new ArrayList<>();
    recorded.path("turns").forEach(turn -> kinds.add(turn.at("/action/kind").asString()));
    assertThat(kinds).containsExactly("code", "image_search", "search", "answer");
    assertThat(Files.readString(trace)).contains("Flag of Brazil", "capital of Brazil");

    JsonNode replayed = ask(scene, "--search-mode", "replay", "--recording", recording);
    assertThat(observed(replayed).subList(1, 3)).isEqualTo(observed(recorded).subList(1, 3));
  }
}
