package io.github.deepeyes4j.sandbox.http;

import io.github.deepeyes4j.sandbox.session.CellReport;
import io.github.deepeyes4j.sandbox.session.EncodedPicture;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.sandbox.session.Tenant;
import io.github.deepeyes4j.sandbox.session.Tenant.SessionId;
import io.github.deepeyes4j.sandbox.session.WrongCellException;
import io.github.deepeyes4j.service.JsonBody;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Our own shape: sessions as resources, typed statuses, pictures by digest.
final class SessionRoutes {
  private static final double DEFAULT_TIMEOUT = 30;

  private final Sessions sessions;
  private final Tenants tenants;

  SessionRoutes(Sessions sessions, Tenants tenants) {
    this.sessions = sessions;
    this.tenants = tenants;
  }

  /// `POST /v1/pictures`, the body being the file: what sessions to come can begin with, sent once.
  void upload(Context context) {
    context
        .status(HttpStatus.CREATED)
        .json(CellJson.picture(sessions.upload(context.bodyAsBytes())));
  }

  /// `GET /v1/pictures/{digest}`: the file of a picture that was uploaded or that a session has.
  void picture(Context context) {
    String digest = context.pathParam("digest");
    EncodedPicture picture =
        sessions
            .picture(digest)
            .orElseThrow(() -> new NotFoundResponse("no picture '%s'".formatted(digest)));
    byte[] file = picture.file();
    context.contentType(file[0] == (byte) 0x89 ? "image/png" : "application/octet-stream");
    context.result(file);
  }

  /// `POST /v1/sessions {id?, images?}`.
  void create(Context context) {
    JsonBody body = JsonBody.of(context);
    String id = body.name("id", UUID.randomUUID().toString());
    sessions.create(tenants.of(context).session(id), PictureField.read(body, "images", sessions));
    context.status(HttpStatus.CREATED).json(Map.of("id", id));
  }

  /// `POST /v1/sessions/{id}/cells {code, timeout?, cell?, inline?}`. A numbered cell that was the
  /// last to run is answered as it was answered then.
  void run(Context context) throws InterruptedException {
    JsonBody body = JsonBody.of(context);
    int cell = body.integer("cell", 0);
    Duration timeout = body.timeout("timeout", DEFAULT_TIMEOUT);
    boolean inline = body.flag("inline", true);
    Sessions.Numbered numbered =
        cell == 0
            ? Sessions.Numbered.ANY
            : new Sessions.Numbered(cell, report -> CellJson.cell(report).toString());
    ObjectNode answer;
    List<EncodedPicture> pictures;
    try {
      CellReport report = sessions.run(id(context), body.text("code", ""), timeout, numbered);
      answer = CellJson.cell(report);
      pictures = report.pictures();
    } catch (WrongCellException e) {
      String then = sessions.answer(id(context), cell).orElseThrow(() -> e);
      answer = (ObjectNode) JsonMapper.shared().readTree(then);
      pictures = inline ? pictures(answer) : List.of();
    }
    if (inline) {
      addFiles(answer.withArray("images"), pictures);
    }
    context.json(answer);
  }

  /// The pictures of an answer that was given before.
  private List<EncodedPicture> pictures(JsonNode answer) {
    return answer
        .path("images")
        .valueStream()
        .map(image -> image.path("digest").asString(""))
        .map(digest ->
            sessions
                .picture(digest)
                .orElseThrow(() -> new NotFoundResponse("picture %s is gone".formatted(digest))))
        .toList();
  }

  private static void addFiles(ArrayNode images, List<EncodedPicture> pictures) {
    for (int i = 0; i < pictures.size(); i++) {
      byte[] file = pictures.get(i).file();
      ((ObjectNode) images.get(i)).put("png", Base64.getEncoder().encodeToString(file));
    }
  }

  /// `POST /v1/sessions/{id}/interrupt`.
  void interrupt(Context context) throws IOException {
    context.json(Map.of("interrupted", sessions.interrupt(id(context))));
  }

  /// `POST /v1/sessions/{id}/fork {id?}`.
  void fork(Context context) throws InterruptedException {
    String branch = JsonBody.of(context).name("id", UUID.randomUUID().toString());
    SessionId origin = id(context);
    if (branch.equals(origin.session())) {
      throw new BadRequestResponse("id: '%s' is the session itself".formatted(branch));
    }
    if (!sessions.fork(origin, origin.tenant().session(branch))) {
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
    List<Map<String, Object>> cells =
        sessions.journal(id(context)).stream().map(CellJson::journalled).toList();
    context.json(Map.of("cells", cells));
  }

  /// `DELETE /v1/sessions/{id}`.
  void delete(Context context) {
    sessions.close(id(context));
    context.status(HttpStatus.NO_CONTENT);
  }

  private SessionId id(Context context) {
    Tenant tenant = tenants.of(context);
    return tenant.session(context.pathParam("id"));
  }

  private static NotFoundResponse unknown(Context context) {
    return new NotFoundResponse(
        "no session '%s', here or in the store".formatted(context.pathParam("id")));
  }
}
