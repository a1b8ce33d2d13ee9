package io.github.deepeyes4j.sandbox.http;

import io.github.deepeyes4j.sandbox.session.EncodedPicture;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.service.JsonBody;
import io.javalin.http.NotFoundResponse;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A field that lists pictures: as base64 of any common picture file, or as `{"digest": …}` of one
/// that was uploaded.
final class PictureField {
  private PictureField() {}

  static List<EncodedPicture> read(JsonBody body, String name, Sessions sessions) {
    List<EncodedPicture> pictures = new ArrayList<>();
    for (JsonNode value : body.list(name)) {
      pictures.add(
          value.isString()
              ? sessions.encoded(JsonBody.base64(name, value.stringValue()), name)
              : uploaded(name, value, sessions));
    }
    return pictures;
  }

  private static EncodedPicture uploaded(String name, JsonNode value, Sessions sessions) {
    if (!value.path("digest").isString()) {
      throw JsonBody.wrong(name, value, "base64, or the digest of an uploaded picture");
    }
    String digest = value.path("digest").stringValue();
    return sessions
        .picture(digest)
        .orElseThrow(
            () -> new NotFoundResponse("%s: no picture '%s' was uploaded".formatted(name, digest)));
  }
}
