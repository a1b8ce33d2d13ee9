package io.github.deepeyes4j.sandbox.http;

import io.github.deepeyes4j.sandbox.session.EncodedPicture;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A JSON request whose fields are checked when they are read: what is wrong is answered with
/// status 400 and a line that names the field, the value and what is allowed.
final class RequestBody {
  static final double MAX_TIMEOUT_SECONDS = 3600;
  private static final int MAX_NAME = 256;
  private static final int MAX_SHOWN = 60;

  private final JsonNode fields;

  private RequestBody(JsonNode fields) {
    this.fields = fields;
  }

  static RequestBody of(Context context) {
    JsonNode fields;
    try {
      fields = JsonMapper.shared().readTree(context.bodyAsBytes());
    } catch (JacksonException e) {
      throw new BadRequestResponse("the body is not JSON: " + e.getOriginalMessage());
    }
    if (!fields.isObject()) {
      throw new BadRequestResponse("the body must be a JSON object");
    }
    return new RequestBody(fields);
  }

  boolean has(String name) {
    return fields.has(name);
  }

  /// Whether a field is there and not empty.
  boolean holds(String name) {
    JsonNode value = fields.path(name);
    return !value.isMissingNode()
        && !value.isNull()
        && !(value.isContainer() && value.isEmpty())
        && !(value.isString() && value.stringValue().isEmpty());
  }

  String text(String name, String fallback) {
    JsonNode value = fields.path(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isString()) {
      throw wrong(name, value, "a string");
    }
    return value.stringValue();
  }

  /// A session's name.
  String name(String field, String fallback) {
    String name = text(field, fallback);
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw new BadRequestResponse(
          "%s: must have 1 to %d characters, has %d".formatted(field, MAX_NAME, name.length()));
    }
    return name;
  }

  int integer(String name, int fallback) {
    JsonNode value = fields.path(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isInt() || value.intValue() < 0) {
      throw wrong(name, value, "a whole number from 0");
    }
    return value.intValue();
  }

  /// A time limit in seconds.
  Duration timeout(String name, double fallback) {
    JsonNode value = fields.path(name);
    double seconds = value.isMissingNode() ? fallback : value.isNumber() ? value.doubleValue() : -1;
    if (!(seconds > 0) || seconds > MAX_TIMEOUT_SECONDS) {
      throw wrong(
          name, value, "a number of seconds above 0, at most %.0f".formatted(MAX_TIMEOUT_SECONDS));
    }
    return Duration.ofMillis(Math.max(1, Math.round(1000 * seconds)));
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : list(name)) {
      if (!value.isString()) {
        throw wrong(name, value, "strings");
      }
      texts.add(value.stringValue());
    }
    return texts;
  }

  private JsonNode list(String name) {
    JsonNode value = fields.path(name);
    if (!value.isMissingNode() && !value.isArray()) {
      throw wrong(name, value, "a list");
    }
    return value;
  }

  boolean flag(String name, boolean fallback) {
    JsonNode value = fields.path(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw wrong(name, value, "true or false");
    }
    return value.booleanValue();
  }

  /// Pictures as base64 of any common picture file, with or without a `data:` prefix, or as
  /// `{"digest": …}` of one that was uploaded.
  List<EncodedPicture> pictures(String name, Sessions sessions) {
    List<EncodedPicture> pictures = new ArrayList<>();
    for (JsonNode value : list(name)) {
      pictures.add(
          value.isString()
              ? sessions.encoded(base64(name, value.stringValue()), name)
              : uploaded(name, value, sessions));
    }
    return pictures;
  }

  private static byte[] base64(String name, String text) {
    String encoded = text.startsWith("data:") ? text.substring(text.indexOf(',') + 1) : text;
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      throw new BadRequestResponse("%s: not base64: %s".formatted(name, e.getMessage()));
    }
  }

  private static EncodedPicture uploaded(String name, JsonNode value, Sessions sessions) {
    if (!value.path("digest").isString()) {
      throw wrong(name, value, "base64, or the digest of an uploaded picture");
    }
    String digest = value.path("digest").stringValue();
    return sessions
        .picture(digest)
        .orElseThrow(
            () -> new NotFoundResponse("%s: no picture '%s' was uploaded".formatted(name, digest)));
  }

  private static BadRequestResponse wrong(String name, JsonNode value, String allowed) {
    String shown = value.toString();
    return new BadRequestResponse(
        "%s: %s is not allowed: it must be %s"
            .formatted(
                name,
                shown.length() > MAX_SHOWN ? shown.substring(0, MAX_SHOWN) + "…" : shown,
                allowed));
  }
}
