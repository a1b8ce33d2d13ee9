package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.tokenizer.TokenModel;
import io.github.deepeyes4j.engine.http.ChatServer;
import io.github.deepeyes4j.service.BearerToken;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `deepeyes serve`: a model as an OpenAI-compatible server.
@Command(
    name = "serve",
    description = {
      "Serves a model over HTTP as OpenAI's chat completions (/v1/chat/completions, /v1/models).",
      "DEEPEYES_SERVE_TOKEN, when set, is the bearer token that requests must carry."
    })
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen on. Default: ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      defaultValue = "8002",
      description = "Port to listen on, 0 for any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--concurrent",
      paramLabel = "N",
      defaultValue = "16",
      description =
          "Conversations that the model continues at once; more wait. Default: ${DEFAULT-VALUE}.")
  private int concurrent;

  @Option(
      names = "--max-requests",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "Requests that run or wait; beyond, the answer is 429. Default: ${DEFAULT-VALUE}.")
  private int maxRequests;

  @Mixin private ModelOption model = new ModelOption();

  @Override
  public Integer call() throws InterruptedException {
    ServiceRun.requirePort(port);
    ServiceRun.require(concurrent > 0, "--concurrent", concurrent, "at least 1");
    ServiceRun.require(maxRequests > 0, "--max-requests", maxRequests, "at least 1");
    if (model.isRemote()) {
      throw new BadInputException("--model must be a model directory, not the address of a server");
    }
    ChatServer server = start();
    ServiceRun.untilStopped(
        "serve",
        host,
        server.port(),
        () -> {
          try (server) {
            server.drain();
          }
        });
    return 0;
  }

  private ChatServer start() {
    TokenModel chatModel = model.startHere(concurrent);
    try {
      BearerToken token = BearerToken.ofEnvironment("DEEPEYES_SERVE_TOKEN");
      return ChatServer.start(
          chatModel, new ChatServer.Options(host, port, token, concurrent, maxRequests));
    } catch (RuntimeException e) {
      chatModel.close();
      throw e;
    }
  }
}
