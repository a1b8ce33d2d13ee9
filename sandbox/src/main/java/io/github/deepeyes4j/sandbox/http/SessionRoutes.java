package io.github.deepeyes4j.sandbox.http;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.sandbox.kernel.CellOutput;
import io.github.deepeyes4j.sandbox.session.CellReport;
import io.github.deepeyes4j.sandbox.session.JournalCell;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.sandbox.session.WrongCellException;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/// Our own shape: sessions as resources, typed statuses, pictures at the start instead of in code.
final class SessionRoutes {
  private static final double DEFAULT_TIMEOUT = 30;

  private final Sessions sessions;

  SessionRoutes(Sessions sessions) {
    this.sessions = sessions;
  }

  /// `POST /v1/sessions {id?, images?}`.
  void create(Context context) {
    RequestBody body = RequestBody.of(context);
    String id = body.name("id", UUID.randomUUID().toString());
    sessions.create(id, body.pictures("images"));
    context.status(HttpStatus.CREATED).json(Map.of("id", id));
  }

  /// `POST /v1/sessions/{id}/cells {code, timeout?, cell?}`. A numbered cell that was the last to
  /// run is answered as it was answered then.
  void run(Context context) throws InterruptedException {
    RequestBody body = RequestBody.of(context);
    int cell = body.integer("cell", 0);
    Duration timeout = body.timeout("timeout", DEFAULT_TIMEOUT);
    context.contentType(ContentType.APPLICATION_JSON);
    try {
      // Written down for the store and sent: each picture is encoded once.
      Map<Picture, String> encoded = new HashMap<>();
      Sessions.Numbered numbered =
          cell == 0
              ? Sessions.Numbered.ANY
              : new Sessions.Numbered(cell, report -> answer(report, encoded));
      CellReport report = sessions.run(id(context), body.text("code", ""), timeout, numbered);
      context.result(answer(report, encoded));
    } catch (WrongCellException e) {
      context.result(sessions.answer(id(context), cell).orElseThrow(() -> e));
    }
  }

  private static String answer(CellReport report, Map<Picture, String> encoded) {
    CellOutput output = report.output();
    Map<String, Object> answer = new LinkedHashMap<>(CellJson.detail(report));
    answer.put("stdout", output.stdout());
    answer.put("stderr", output.stderr());
    answer.put("traceback", output.error());
    answer.put("result", output.result());
    answer.put("texts", output.texts());
    answer.put("images", output.images().stream().map(image -> picture(image, encoded)).toList());
    return JsonMapper.shared().writeValueAsString(answer);
  }

  private static Map<String, Object> picture(Picture picture, Map<Picture, String> encoded) {
    return Map.of(
        "width", picture.width(),
        "height", picture.height(),
        "png", encoded.computeIfAbsent(picture, CellJson::png));
  }

  /// `POST /v1/sessions/{id}/interrupt`.
  void interrupt(Context context) throws IOException {
    context.json(Map.of("interrupted", sessions.interrupt(id(context))));
  }

  /// `POST /v1/sessions/{id}/fork {id?}`.
  void fork(Context context) throws InterruptedException {
    String branch = RequestBody.of(context).name("id", UUID.randomUUID().toString());
    if (branch.equals(id(context))) {
      throw new BadRequestResponse("id: '%s' is the session itself".formatted(branch));
    }
    if (!sessions.fork(id(context), branch)) {
      throw unknown(context);
    }
    context.status(HttpStatus.CREATED).json(Map.of("id", branch));
  }

  /// `POST /v1/sessions/{id}/restore`: now, instead of at the next cell.
  void restore(Context context) throws InterruptedException {
    if (!sessions.exists(id(context))) {
      throw unknown(context);
    }
    Optional<CellReport.Restored> restored = sessions.restore(id(context));
    context.json(restored.map(CellJson::restored).orElse(Map.of("live", true)));
  }

  /// `GET /v1/sessions/{id}/journal`: the cells that the store would run again.
  void journal(Context context) {
    List<JournalCell> cells = sessions.journal(id(context));
    context.json(Map.of("cells", cells));
  }

  /// `DELETE /v1/sessions/{id}`.
  void delete(Context context) {
    sessions.close(id(context));
    context.status(HttpStatus.NO_CONTENT);
  }

  private static String id(Context context) {
    return context.pathParam("id");
  }

  private static NotFoundResponse unknown(Context context) {
    return new NotFoundResponse("no session '%s', here or in the store".formatted(id(context)));
  }
}
