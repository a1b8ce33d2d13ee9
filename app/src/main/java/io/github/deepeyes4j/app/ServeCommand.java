package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.engine.EngineChatModel;
import io.github.deepeyes4j.engine.http.Adapters;
import io.github.deepeyes4j.engine.http.ChatServer;
import io.github.deepeyes4j.engine.http.Served;
import io.github.deepeyes4j.service.BearerToken;
import io.github.deepeyes4j.service.fetch.FetchLimits;
import io.github.deepeyes4j.service.fetch.UrlGuard;
import io.github.deepeyes4j.service.fetch.WebFetcher;
import io.github.deepeyes4j.trace.TracePage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `deepeyes serve`: a model as an OpenAI-compatible server.
@Command(
    name = "serve",
    description = {
      "Serves a model over HTTP in OpenAI's form (/v1/chat/completions, /v1/completions, …),"
          + " and a page to ask it on at /.",
      "DEEPEYES_SERVE_TOKEN, when set, is the bearer token that requests must carry."
    })
final class ServeCommand implements Callable<Integer> {
  /// What fetching a picture may cost: 20 MiB, 15 seconds, 5 redirects.
  private static final FetchLimits PICTURE = new FetchLimits(20 << 20, Duration.ofSeconds(15), 5);

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

  @Option(
      names = "--agent",
      description =
          "Also serve the whole agent, under the model's name with -agent: one request is a"
              + " question, worked on with Python and search. --sandbox and the options of search"
              + " are for it.")
  private boolean agent;

  @Option(
      names = "--fetch-images",
      description =
          "Fetch pictures that requests name by http: or https: address, from the public internet"
              + " only. Default: refuse them.")
  private boolean fetchImages;

  @Option(
      names = "--allow-lora",
      paramLabel = "DIR",
      description =
          "Let clients load adapters from directories under this one (/v1/load_lora_adapter)."
              + " Default: refuse.")
  private @Nullable Path adapters;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private ToolOptions tools = new ToolOptions();

  @Override
  public Integer call() throws InterruptedException {
    ServiceRun.requirePort(port);
    ServiceRun.require(concurrent > 0, "--concurrent", concurrent, "at least 1");
    ServiceRun.require(maxRequests > 0, "--max-requests", maxRequests, "at least 1");
    if (model.isRemote()) {
      throw new BadInputException("--model must be a model directory, not the address of a server");
    }
    Opened opened = new Opened();
    ChatServer server = start(opened);
    ServiceRun.untilStopped(
        "serve",
        host,
        server.port(),
        () -> {
          try (opened) {
            server.drain();
          }
        });
    return 0;
  }

  private ChatServer start(Opened opened) {
    try {
      // The sandbox warms up while the model loads.
      Optional<CodeRunner> python =
          agent ? Optional.of(opened.add(tools.codeRunner())) : Optional.empty();
      EngineChatModel chatModel = opened.add(model.startHere(concurrent));
      Optional<Served.Agent> served = python.map(runner -> agent(chatModel, runner, opened));
      Optional<WebFetcher> web =
          fetchImages
              ? Optional.of(opened.add(new WebFetcher(UrlGuard.publicInternet(), PICTURE)))
              : Optional.empty();
      Optional<Adapters> loadable =
          Optional.ofNullable(adapters).map(from -> opened.add(new Adapters(chatModel, from)));
      BearerToken token = BearerToken.ofEnvironment("DEEPEYES_SERVE_TOKEN");
      return opened.add(
          ChatServer.start(
              new Served(chatModel, served, loadable, web),
              new ChatServer.Options(host, port, token, concurrent, maxRequests)));
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private Served.Agent agent(ChatModel chatModel, CodeRunner python, Opened opened) {
    SearchSetup search = opened.add(tools.search(Home.assets()));
    TokenNames tokens = opened.add(model.tokenNames());
    return new Served.Agent(
        new Rollout(chatModel, python, search.tools(), model.modes().agent(), Limits.defaults()),
        trajectory -> TracePage.of(trajectory, tokens));
  }
}
