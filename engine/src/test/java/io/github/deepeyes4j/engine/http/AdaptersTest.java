package io.github.deepeyes4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.engine.EngineChatModel;
import io.github.deepeyes4j.engine.LoadedModel;
import io.github.deepeyes4j.engine.RandomAdapter;
import io.github.deepeyes4j.engine.http.Client.Answer;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.service.BearerToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The nano model with adapters, loaded and named by clients.
class AdaptersTest {
  private static final Path NANO = Path.of("../models/nano");
  private static final ChatServer.Options OPTIONS =
      new ChatServer.Options("127.0.0.1", 0, new BearerToken(""), 2, 8);

  @TempDir Path folder;
  private EngineChatModel model;
  private Adapters adapters;
  private ChatServer server;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    Path allowed = Files.createDirectory(folder.resolve("allowed"));
    LoadedModel loaded = LoadedModel.load(NANO, Placement.CPU_FP32);
    for (String name : List.of("allowed/one", "outside")) {
      RandomAdapter.of(loaded.model(), NANO.toString(), 1, "q_proj", "down_proj")
          .save(Files.createDirectory(folder.resolve(name)));
    }
    model = EngineChatModel.start("nano", loaded, 2, 400);
    adapters = new Adapters(model, allowed);
    server =
        ChatServer.start(
            new Served(model, Optional.empty(), Optional.of(adapters), Optional.empty()), OPTIONS);
    client = new Client(server);
  }

  @AfterEach
  void stop() {
    server.close();
    adapters.close();
    model.close();
  }

  private Answer load(String name, String path) throws Exception {
    return client.post(
        "/v1/load_lora_adapter",
        "{\"lora_name\": \"%s\", \"lora_path\": \"%s\"}".formatted(name, path));
  }

  private Answer unload(String name) throws Exception {
    return client.post("/v1/unload_lora_adapter", "{\"lora_name\": \"%s\"}".formatted(name));
  }

  private static Answer ask(Client client, String name) throws Exception {
    return client.chat(
        """
        {"model": "%s", "temperature": 0, "max_tokens": 12, "return_token_ids": true,
         "messages": [{"role": "user", "content": "What is it?"}]}
        """
            .formatted(name));
  }

  private static String tokens(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().at("/choices/0/token_ids").toString();
  }

  @Test
  void anAdapterIsAModelOfItsOwn() throws Exception {
    String base = tokens(ask(client, "nano"));
    Answer loaded = load("one", "one");
    assertThat(loaded.status()).isEqualTo(200);
    assertThat(loaded.text()).isEqualTo("Success: LoRA adapter 'one' added successfully.");
    JsonNode models = client.get("/v1/models").json().at("/data");
    assertThat(models).hasSize(2);
    assertThat(models.at("/0/id").asString()).isEqualTo("nano");
    assertThat(models.at("/0/parent").isNull()).isTrue();
    assertThat(models.at("/1/id").asString()).isEqualTo("one");
    assertThat(models.at("/1/parent").asString()).isEqualTo("nano");
    Answer adapted = ask(client, "one");
    assertThat(adapted.json().at("/model").asString()).isEqualTo("one");
    assertThat(tokens(adapted)).isNotEqualTo(base).isEqualTo(merged());
    assertThat(tokens(ask(client, "nano"))).isEqualTo(base);
  }

  /// What the adapter's own directory says, given as a model.
  private String merged() throws Exception {
    Path directory = folder.resolve("allowed/one");
    try (EngineChatModel alone =
            EngineChatModel.start("one", LoadedModel.load(directory, Placement.CPU_FP32), 1, 400);
        ChatServer other = ChatServer.start(Served.of(alone), OPTIONS)) {
      return tokens(ask(new Client(other), "one"));
    }
  }

  @Test
  void whatIsUnloadedIsNotServed() throws Exception {
    load("one", folder.resolve("allowed/one").toString());
    assertThat(unload("one").text()).isEqualTo("Success: LoRA adapter 'one' removed successfully.");
    assertThat(client.get("/v1/models").json().at("/data")).hasSize(1);
    ask(client, "one").assertRefused(404, "model", "model: 'one' is not served here; nano is");
    unload("one").assertRefused(404, "lora_name", "'one' is not loaded");
    assertThat(load("one", "one").status()).isEqualTo(200);
    tokens(ask(client, "one"));
  }

  @Test
  void refusesWhatItMustNotLoad() throws Exception {
    Path link = folder.resolve("allowed/link");
    Files.createSymbolicLink(link, folder.resolve("outside"));
    for (String path : List.of(folder.resolve("outside").toString(), "../outside", "link")) {
      load("one", path).assertRefused(400, "lora_path", "lies outside the directory of adapters");
    }
    load("one", "missing").assertRefused(400, "lora_path", "'missing': no such directory");
    load("nano", "one").assertRefused(400, "lora_name", "'nano' is loaded already");
    load("", "one").assertRefused(400, "lora_name", "lora_name: is missing");
    load("one", "").assertRefused(400, "lora_path", "lora_path: is missing");
    Path weights = folder.resolve("allowed/one/adapter_model.safetensors");
    Files.write(weights, new byte[7]);
    load("one", "one")
        .assertRefused(400, "null", "adapter_model.safetensors: 7 bytes is no safetensors file");
    assertThat(client.get("/v1/models").json().at("/data")).hasSize(1);
  }

  @Test
  void loadsNothingUnlessToldFromWhere() throws Exception {
    try (ChatServer closed = ChatServer.start(Served.of(model), OPTIONS)) {
      new Client(closed)
          .post("/v1/load_lora_adapter", "{\"lora_name\": \"a\", \"lora_path\": \"b\"}")
          .assertRefused(403, "null", "adapters are loaded only by a server that was told");
    }
  }
}
