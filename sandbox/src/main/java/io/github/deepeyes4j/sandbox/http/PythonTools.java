package io.github.deepeyes4j.sandbox.http;

import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Observations;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.sandbox.kernel.CellOutput;
import io.github.deepeyes4j.sandbox.session.BusyException;
import io.github.deepeyes4j.sandbox.session.CellReport;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.sandbox.session.Tenant.SessionId;
import io.github.deepeyes4j.service.JsonBody;
import io.github.deepeyes4j.service.McpEndpoint.Caller;
import io.micrometer.core.instrument.Timer;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// The sandbox as tools of the Model Context Protocol. Each of a client's sessions has one Python
/// session.
final class PythonTools {
  private static final double DEFAULT_TIMEOUT = 30;

  private static final Tool RUN =
      Tool.builder(
              "run_python",
              McpJsonDefaults.getMapper(),
              String.format(
                  Locale.ROOT,
                  """
                  {
                    "type": "object",
                    "properties": {
                      "code": {"type": "string", "description": "Python source."},
                      "timeout": {
                        "type": "number",
                        "exclusiveMinimum": 0,
                        "maximum": %.0f,
                        "description": "Wall clock limit in seconds, %.0f if not given."
                      }
                    },
                    "required": ["code"],
                    "additionalProperties": false
                  }
                  """,
                  JsonBody.MAX_TIMEOUT_SECONDS,
                  DEFAULT_TIMEOUT))
          .description(
              "Runs Python in an isolated session without network. Variables and imports stay for"
                  + " later calls. Returns what was printed, the value of the last"
                  + " expression, and the matplotlib figures and PIL images that were shown. numpy,"
                  + " pandas, scipy, sympy, cv2, PIL and matplotlib are installed.")
          .build();

  private static final Tool RESET =
      Tool.builder(
              "reset_python",
              McpJsonDefaults.getMapper(),
              """
              {"type": "object", "properties": {}, "additionalProperties": false}
              """)
          .description(
              "Ends the Python session: its variables and files are gone, the next run_python"
                  + " starts afresh.")
          .build();

  private final Sessions sessions;
  private final Tenants tenants;
  private final Timer timer;

  /// @param timer of the calls that run code
  PythonTools(Sessions sessions, Tenants tenants, Timer timer) {
    this.sessions = sessions;
    this.tenants = tenants;
    this.timer = timer;
  }

  List<SyncToolSpecification> tools() {
    return List.of(
        new SyncToolSpecification(
            RUN,
            (exchange, request) ->
                timer.record(() -> run(session(Caller.of(exchange)), request.arguments()))),
        new SyncToolSpecification(RESET, (exchange, _) -> reset(Caller.of(exchange))));
  }

  private SessionId session(Caller caller) {
    return tenants.of(caller.authorization()).session("mcp-" + caller.session());
  }

  private CallToolResult run(SessionId session, Map<String, Object> arguments) {
    // The server has checked the arguments against the schema.
    String code = (String) Objects.requireNonNull(arguments.get("code"));
    Number seconds = (Number) arguments.getOrDefault("timeout", DEFAULT_TIMEOUT);
    Duration timeout = Duration.ofMillis(Math.max(1, Math.round(1000 * seconds.doubleValue())));
    try {
      return result(sessions.run(session, code, timeout, Sessions.Numbered.ANY));
    } catch (BusyException e) {
      CellOutput output =
          CellOutput.failed(ToolStatus.UNAVAILABLE, String.valueOf(e.getMessage()), 0);
      return result(CellReport.failed(output, 0, CellReport.State.KEPT, false));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server is stopping", e);
    }
  }

  private static CallToolResult result(CellReport report) {
    CellOutput output = report.output();
    Iterator<String> pngs = CellJson.pngs(report).iterator();
    List<McpSchema.Content> content = new ArrayList<>();
    for (Content part : Observations.code(output.toResult(), Limits.defaults(), 0).content()) {
      content.add(
          switch (part) {
            case Content.Text(var text) -> McpSchema.TextContent.builder(text).build();
            case Content.Image _ ->
                McpSchema.ImageContent.builder(pngs.next(), "image/png").build();
          });
    }
    return CallToolResult.builder(content)
        .structuredContent(CellJson.cell(report))
        .isError(output.status() != ToolStatus.OK)
        .build();
  }

  private CallToolResult reset(Caller caller) {
    close(caller);
    return CallToolResult.builder().addTextContent("The Python session has ended.").build();
  }

  /// Ends the Python session of a client's session.
  void close(Caller caller) {
    sessions.close(session(caller));
  }
}
