package io.github.deepeyes4j.app;

import io.github.deepeyes4j.search.http.SearchServer;
import io.github.deepeyes4j.service.BearerToken;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `deepeyes search`: the search service.
@Command(
    name = "search",
    description = {
      "Serves search by words and by picture over HTTP (/search, /image_search), in the protocol of"
          + " Search-R1's retriever (/retrieve), and over the Model Context Protocol (/mcp).",
      "DEEPEYES_SEARCH_TOKEN, when set, is the bearer token that requests must carry."
    },
    subcommands = {SearchIndexCommand.class, SearchIndexImagesCommand.class})
final class SearchCommand implements Callable<Integer> {
  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen on. Default: ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      defaultValue = "8001",
      description = "Port to listen on, 0 for any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Mixin private SearchOptions options = new SearchOptions();

  @Override
  public Integer call() throws InterruptedException {
    ServiceRun.requirePort(port);
    try (SearchSetup search = options.open(Home.assets())) {
      search.report().forEach((name, value) -> System.out.println("%s: %s".formatted(name, value)));
      BearerToken token = BearerToken.ofEnvironment("DEEPEYES_SEARCH_TOKEN");
      SearchServer server =
          SearchServer.start(
              search.text(), search.image(), new SearchServer.Options(host, port, token));
      ServiceRun.untilStopped("search", host, server.port(), server::close);
    }
    return 0;
  }
}
