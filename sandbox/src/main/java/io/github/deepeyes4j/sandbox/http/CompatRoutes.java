package io.github.deepeyes4j.sandbox.http;

import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.sandbox.kernel.CellOutput;
import io.github.deepeyes4j.sandbox.session.CellReport;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.sandbox.session.Tenant.SessionId;
import io.github.deepeyes4j.service.JsonBody;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The shapes that released clients speak: `/jupyter_sandbox` (v1) and `/run_jupyter` (v2). All of
/// their fields are there with their types; `output.detail` is added.
final class CompatRoutes {
  private static final String DEFAULT_SESSION = "JupyterSandboxDefault";
  private static final double DEFAULT_TIMEOUT = 5;
  private static final String NO_CODE = "Error: No code provided";

  private final Sessions sessions;
  private final Tenants tenants;
  private final boolean strict;

  /// @param strict whether blank code is answered as the original does, with `output` a string,
  ///   which takes its own training client down
  CompatRoutes(Sessions sessions, Tenants tenants, boolean strict) {
    this.sessions = sessions;
    this.tenants = tenants;
    this.strict = strict;
  }

  void v1(Context context) throws InterruptedException {
    context.json(answer(context, CompatRoutes::v1Output));
  }

  void v2(Context context) throws InterruptedException {
    context.json(answer(context, CompatRoutes::v2Output));
  }

  void clear(Context context) {
    sessions.close(session(context, JsonBody.of(context)));
    context.json(Map.of("status", "success"));
  }

  private SessionId session(Context context, JsonBody body) {
    return tenants.of(context).session(body.name("session_id", DEFAULT_SESSION));
  }

  private interface Shape {
    Map<String, Object> of(CellReport report);
  }

  private Map<String, Object> answer(Context context, Shape shape) throws InterruptedException {
    JsonBody body = JsonBody.of(context);
    SessionId session = session(context, body);
    String code = body.text("code", "");
    Duration timeout = body.timeout("timeout", DEFAULT_TIMEOUT);
    if (strict && code.isBlank()) {
      return Map.of("output", NO_CODE, "status", "error", "execution_time", 0.0);
    }
    CellReport report =
        code.isBlank() ? blank() : sessions.run(session, code, timeout, Sessions.Numbered.ANY);
    Map<String, Object> output = shape.of(report);
    output.put("detail", CellJson.detail(report));
    Map<String, Object> answer = new LinkedHashMap<>();
    boolean served = report.output().status() != ToolStatus.UNAVAILABLE;
    answer.put("status", served ? "success" : "error");
    answer.put("execution_time", report.output().seconds());
    answer.put("output", output);
    return answer;
  }

  private static CellReport blank() {
    CellOutput nothing = CellOutput.failed(ToolStatus.BAD_REQUEST, NO_CODE, 0);
    return CellReport.failed(nothing, 0, CellReport.State.KEPT, true);
  }

  private static Map<String, Object> v1Output(CellReport report) {
    CellOutput output = report.output();
    Map<String, Object> fields = new LinkedHashMap<>();
    boolean compiled = output.syntaxError() == null;
    boolean survived = output.status() != ToolStatus.KILLED && !hardTimeout(output);
    fields.put(
        "result", compiled && survived ? Objects.requireNonNullElse(output.value(), "None") : null);
    fields.put("stdout", compiled && survived ? v1Stdout(output) : "");
    fields.put("stderr", survived ? errors(output) : "TimeOutError: code execution timed out");
    fields.put("images", CellJson.pngs(report));
    if (compiled && survived) {
      fields.put("debug_info", Map.of("msg", ""));
    }
    return fields;
  }

  /// The process did not stop at its time limit and had to be killed.
  private static boolean hardTimeout(CellOutput output) {
    return output.status() == ToolStatus.TIMEOUT && !output.traceback().contains("Timed out!");
  }

  private static String v1Stdout(CellOutput output) {
    StringBuilder text = new StringBuilder(output.stdout());
    output.texts().forEach(shown -> text.append(shown).append('\n'));
    @Nullable String value = output.result() != null ? output.result() : output.value();
    if (value != null) {
      text.append("Out[1]: ").append(value).append('\n');
    }
    return text.toString();
  }

  private static Map<String, Object> v2Output(CellReport report) {
    CellOutput output = report.output();
    StringBuilder text = new StringBuilder(output.stdout());
    output.texts().forEach(text::append);
    text.append(output.result() == null ? "" : output.result());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("stdout", text.toString());
    fields.put("stderr", errors(output));
    fields.put("stdout_raw", text.toString());
    fields.put("stderr_raw", errors(output));
    fields.put(
        "images", CellJson.pngs(report).stream().map("data:image/png;base64,"::concat).toList());
    return fields;
  }

  private static String errors(CellOutput output) {
    return output.stderr() + output.error();
  }
}
