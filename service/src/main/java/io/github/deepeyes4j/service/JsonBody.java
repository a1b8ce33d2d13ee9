package io.github.deepeyes4j.service;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A JSON request whose fields are checked when they are read: what is wrong is answered with
/// status 400 and a line that names the field, the value and what is allowed. The exception's
/// details hold the field's name too, as [#PARAM].
public final class JsonBody {
  public static final double MAX_TIMEOUT_SECONDS = 3600;

  /// Key of the wrong field's name in an exception's details.
  public static final String PARAM = "param";

  private static final int MAX_NAME = 256;
  private static final int MAX_SHOWN = 60;

  private final JsonNode fields;

  private JsonBody(JsonNode fields) {
    this.fields = fields;
  }

  public static JsonBody of(Context context) {
    JsonNode fields;
    try {
      fields = JsonMapper.shared().readTree(context.bodyAsBytes());
    } catch (JacksonException e) {
      throw new BadRequestResponse("the body is not JSON: " + e.getOriginalMessage());
    }
    if (!fields.isObject()) {
      throw new BadRequestResponse("the body must be a JSON object");
    }
    return new JsonBody(fields);
  }

  /// The same request without the fields that are null, for protocols in which null is as good as
  /// nothing.
  public JsonBody withoutNulls() {
    ObjectNode kept = JsonMapper.shared().createObjectNode();
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      if (!field.getValue().isNull()) {
        kept.set(field.getKey(), field.getValue());
      }
    }
    return new JsonBody(kept);
  }

  public boolean has(String name) {
    return fields.has(name);
  }

  /// Whether a field is there and not empty.
  public boolean holds(String name) {
    JsonNode value = fields.path(name);
    return !value.isMissingNode()
        && !value.isNull()
        && !(value.isContainer() && value.isEmpty())
        && !(value.isString() && value.stringValue().isEmpty());
  }

  public String text(String name, String fallback) {
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
  public String name(String field, String fallback) {
    String name = text(field, fallback);
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw new BadRequestResponse(
          "%s: must have 1 to %d characters, has %d".formatted(field, MAX_NAME, name.length()));
    }
    return name;
  }

  public int integer(String name, int fallback) {
    JsonNode value = fields.path(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isInt() || value.intValue() < 0) {
      throw wrong(name, value, "a whole number from 0");
    }
    return value.intValue();
  }

  /// A whole number of 64 bits.
  public long whole(String name, long fallback) {
    JsonNode value = fields.path(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(name, value, "a whole number of 64 bits");
    }
    return value.longValue();
  }

  public double number(String name, double fallback) {
    JsonNode value = fields.path(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isNumber()) {
      throw wrong(name, value, "a number");
    }
    return value.doubleValue();
  }

  /// A time limit in seconds.
  public Duration timeout(String name, double fallback) {
    JsonNode value = fields.path(name);
    double seconds = value.isMissingNode() ? fallback : value.isNumber() ? value.doubleValue() : -1;
    if (!(seconds > 0) || seconds > MAX_TIMEOUT_SECONDS) {
      throw wrong(
          name, value, "a number of seconds above 0, at most %.0f".formatted(MAX_TIMEOUT_SECONDS));
    }
    return Duration.ofMillis(Math.max(1, Math.round(1000 * seconds)));
  }

  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : list(name)) {
      if (!value.isString()) {
        throw wrong(name, value, "strings");
      }
      texts.add(value.stringValue());
    }
    return texts;
  }

  /// The elements of a list; none when the field is missing.
  public JsonNode list(String name) {
    JsonNode value = fields.path(name);
    if (!value.isMissingNode() && !value.isArray()) {
      throw wrong(name, value, "a list");
    }
    return value;
  }

  /// The fields of an object; none when the field is missing.
  public JsonBody object(String name) {
    JsonNode value = fields.path(name);
    if (!value.isMissingNode() && !value.isObject()) {
      throw wrong(name, value, "an object");
    }
    return new JsonBody(value);
  }

  /// A field as it came; a missing node when it is not there.
  public JsonNode value(String name) {
    return fields.path(name);
  }

  public boolean flag(String name, boolean fallback) {
    JsonNode value = fields.path(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw wrong(name, value, "true or false");
    }
    return value.booleanValue();
  }

  /// The bytes of a field in base64, with or without a `data:` prefix.
  ///
  /// @param name of the field
  public static byte[] base64(String name, String text) {
    String encoded = text.startsWith("data:") ? text.substring(text.indexOf(',') + 1) : text;
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      throw new BadRequestResponse(
          "%s: not base64: %s".formatted(name, e.getMessage()), Map.of(PARAM, name));
    }
  }

  /// What is answered when a field holds something that is not allowed.
  public static BadRequestResponse wrong(String name, JsonNode value, String allowed) {
    String shown = value.toString();
    return new BadRequestResponse(
        "%s: %s is not allowed: it must be %s"
            .formatted(
                name,
                shown.length() > MAX_SHOWN ? shown.substring(0, MAX_SHOWN) + "…" : shown,
                allowed),
        Map.of(PARAM, name));
  }
}
