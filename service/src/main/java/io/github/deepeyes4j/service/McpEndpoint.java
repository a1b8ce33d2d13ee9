package io.github.deepeyes4j.service;

import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.DefaultServerTransportSecurityValidator;
import io.modelcontextprotocol.server.transport.HeaderAccessor;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.server.transport.ServerTransportSecurityException;
import io.modelcontextprotocol.spec.HttpHeaders;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/// A server of the [Model Context Protocol](https://modelcontextprotocol.io) with streamable HTTP
/// as its transport, at `/mcp` of a Javalin server. Tools run on the request's own thread and may
/// block.
///
/// Requests of web pages are refused, unless the page is this machine's own: the protocol asks for
/// that, against DNS rebinding.
///
/// The library's thread that ends idle sessions is no daemon and outlives the server: programs that
/// embed one have to exit explicitly.
///
/// @param name that clients see
/// @param admit lets a request with this `Authorization` header, empty for none, pass, or throws a
///   [HttpResponseException]
/// @param maxBody most bytes of a request
/// @param idle a client's session ends one to two of these after its last request; never while the
///   client listens
/// @param closed hears of each session that its client ends
public record McpEndpoint(
    String name,
    List<SyncToolSpecification> tools,
    Consumer<String> admit,
    int maxBody,
    Duration idle,
    Consumer<Caller> closed) {
  private static final String PATH = "/mcp";
  private static final String VERSION = "1";
  private static final String AUTHORIZATION = "Authorization";
  private static final DefaultServerTransportSecurityValidator ORIGINS =
      DefaultServerTransportSecurityValidator.builder()
          .allowedOrigins(List.of("http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"))
          .build();

  /// Who calls a tool.
  ///
  /// @param session id of the client's session
  /// @param authorization the request's header; empty for none
  public record Caller(String session, String authorization) {
    public static Caller of(McpSyncServerExchange exchange) {
      return new Caller(
          exchange.sessionId(), (String) exchange.transportContext().get(AUTHORIZATION));
    }
  }

  public McpEndpoint {
    tools = List.copyOf(tools);
  }

  /// Adds the endpoint to a server that is not started yet.
  public void mount(JavalinConfig config) {
    HttpServletStreamableServerTransportProvider servlet =
        HttpServletStreamableServerTransportProvider.builder()
            .mcpEndpoint(PATH)
            .maxRequestSize(maxBody)
            .sessionSweepInterval(idle)
            .httpHeaderValidator(this::check)
            .contextExtractor(request ->
                McpTransportContext.create(Map.of(AUTHORIZATION, authorization(request))))
            .build();
    // The servlet holds the server from here on, and closes it.
    var _ =
        McpServer.sync(servlet)
            .serverInfo(name, VERSION)
            .tools(tools)
            .immediateExecution(true)
            .build();
    ServletHolder holder = new ServletHolder(servlet);
    holder.setAsyncSupported(true);
    FilterHolder filter = new FilterHolder(this::reportClosed);
    filter.setAsyncSupported(true);
    config.jetty.modifyServletContextHandler(handler -> {
      handler.addServlet(holder, PATH);
      handler.addFilter(filter, PATH, EnumSet.of(DispatcherType.REQUEST));
    });
  }

  private void check(HeaderAccessor headers) throws ServerTransportSecurityException {
    List<String> authorization = headers.getHeader(AUTHORIZATION);
    try {
      admit.accept(authorization.isEmpty() ? "" : authorization.getFirst());
    } catch (HttpResponseException e) {
      throw new ServerTransportSecurityException(e.getStatus(), e.getMessage());
    }
    ORIGINS.validate(headers);
  }

  private static String authorization(HttpServletRequest request) {
    return Objects.requireNonNullElse(request.getHeader(AUTHORIZATION), "");
  }

  private void reportClosed(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(request, response);
    if (request instanceof HttpServletRequest asked
        && response instanceof HttpServletResponse answered
        && asked.getMethod().equals("DELETE")
        && answered.getStatus() == HttpServletResponse.SC_OK) {
      closed.accept(new Caller(asked.getHeader(HttpHeaders.MCP_SESSION_ID), authorization(asked)));
    }
  }
}
