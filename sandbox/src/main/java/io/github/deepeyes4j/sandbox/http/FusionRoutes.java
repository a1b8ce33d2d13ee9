package io.github.deepeyes4j.sandbox.http;

import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.sandbox.kernel.CellOutput;
import io.github.deepeyes4j.sandbox.session.CellReport;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.sandbox.session.Tenant;
import io.github.deepeyes4j.sandbox.session.Tenant.SessionId;
import io.github.deepeyes4j.service.JsonBody;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// SandboxFusion's shapes, stateless as there: `/run_code` for Python, and `/run_jupyter` with
/// `cells`.
final class FusionRoutes {
  private static final double DEFAULT_TOTAL_TIMEOUT = 45;
  private static final double DEFAULT_RUN_TIMEOUT = 10;

  private final Sessions sessions;
  private final Tenants tenants;

  FusionRoutes(Sessions sessions, Tenants tenants) {
    this.sessions = sessions;
    this.tenants = tenants;
  }

  void runCode(Context context) throws InterruptedException {
    JsonBody body = JsonBody.of(context);
    refuseUnsupported(body);
    String language = body.text("language", "python");
    if (!language.equals("python")) {
      context.json(
          answer("SandboxError", "language '%s': only python is run".formatted(language), null));
      return;
    }
    Duration limit = body.timeout("run_timeout", DEFAULT_RUN_TIMEOUT);
    List<String> code = List.of(body.text("code", ""));
    CellOutput output = run(tenants.of(context), code, limit, limit).getFirst().output();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("status", output.status() == ToolStatus.TIMEOUT ? "TimeLimitExceeded" : "Finished");
    result.put("execution_time", output.seconds());
    result.put("return_code", output.status() == ToolStatus.OK ? 0 : 1);
    result.put("stdout", output.stdout());
    result.put("stderr", errors(output));
    Map<String, Object> answer = answer(status(output), "", null);
    answer.put("compile_result", null);
    answer.put("run_result", result);
    context.json(answer);
  }

  /// Better no answer than one in which a part of the question was ignored.
  private static void refuseUnsupported(JsonBody body) {
    for (String name : List.of("files", "fetch_files", "stdin")) {
      if (body.holds(name)) {
        throw new BadRequestResponse(name + ": not supported here");
      }
    }
  }

  void runCells(Context context) throws InterruptedException {
    JsonBody body = JsonBody.of(context);
    refuseUnsupported(body);
    Duration total = body.timeout("total_timeout", DEFAULT_TOTAL_TIMEOUT);
    List<CellReport> reports = run(tenants.of(context), body.texts("cells"), total, total);
    double seconds = reports.stream().mapToDouble(report -> report.output().seconds()).sum();
    Map<String, Object> driver = new LinkedHashMap<>();
    driver.put("status", "Finished");
    driver.put("execution_time", seconds);
    driver.put("return_code", 0);
    driver.put("stdout", "");
    driver.put("stderr", "");
    Map<String, Object> answer =
        answer(reports.isEmpty() ? "Success" : status(reports.getLast().output()), "", driver);
    answer.put("cells", reports.stream().map(FusionRoutes::cell).toList());
    context.json(answer);
  }

  /// Runs cells in a session of their own until one fails.
  private List<CellReport> run(Tenant tenant, List<String> cells, Duration each, Duration total)
      throws InterruptedException {
    SessionId id = tenant.session("fusion-" + UUID.randomUUID());
    List<CellReport> reports = new ArrayList<>();
    try {
      double left = total.toMillis() / 1000.0;
      for (String cell : cells) {
        long millis = Math.max(1, Math.min(each.toMillis(), Math.round(1000 * left)));
        CellReport report =
            sessions.run(id, cell, Duration.ofMillis(millis), Sessions.Numbered.ANY);
        reports.add(report);
        left -= report.output().seconds();
        if (report.output().status() != ToolStatus.OK) {
          break;
        }
      }
      return reports;
    } finally {
      sessions.close(id);
    }
  }

  private static Map<String, Object> answer(
      String status, String message, @Nullable Map<String, Object> driver) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("status", status);
    answer.put("message", message);
    answer.put("executor_pod_name", null);
    answer.put("files", Map.of());
    if (driver != null) {
      answer.put("driver", driver);
    }
    return answer;
  }

  private static String status(CellOutput output) {
    return switch (output.status()) {
      case OK -> "Success";
      case UNAVAILABLE -> "SandboxError";
      case PYTHON_ERROR, SYNTAX_ERROR, TIMEOUT, KILLED, MEMORY, OUTPUT_LIMIT, BAD_REQUEST ->
          "Failed";
    };
  }

  private static Map<String, Object> cell(CellReport report) {
    CellOutput output = report.output();
    List<Map<String, String>> display = new ArrayList<>();
    output.texts().forEach(text -> display.add(Map.of("text/plain", text)));
    if (output.result() != null) {
      display.add(Map.of("text/plain", output.result()));
    }
    CellJson.pngs(report).forEach(png -> display.add(Map.of("image/png", png)));
    String error = errors(output);
    Map<String, Object> cell = new LinkedHashMap<>();
    cell.put("stdout", output.stdout());
    cell.put("stderr", output.stderr());
    cell.put("display", display);
    cell.put("error", output.status() == ToolStatus.OK ? List.of() : List.of(error));
    return cell;
  }

  private static String errors(CellOutput output) {
    return output.stderr() + output.error();
  }
}
