package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Role;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.service.JsonBody;
import io.github.deepeyes4j.service.fetch.FetchException;
import io.github.deepeyes4j.service.fetch.WebFetcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads the `messages` of a request. What is wrong is named by its place, as
/// `messages[1].content[0].image_url`. Confined to one request.
final class ChatMessages {
  static final String FIELD = "messages";

  /// Pictures that a request may have fetched.
  private static final int MAX_FETCHES = 16;

  private final Optional<WebFetcher> web;
  private long pixels;
  private int fetches;

  private ChatMessages(Optional<WebFetcher> web) {
    this.web = web;
  }

  /// The conversation of a request.
  ///
  /// @param web fetches pictures; none are fetched when empty
  static List<Message> of(JsonBody body, Optional<WebFetcher> web) throws InterruptedException {
    JsonNode list = body.list(FIELD);
    if (list.isMissingNode() || list.isEmpty()) {
      throw Fault.refused(FIELD, "there must be at least one message");
    }
    ChatMessages reader = new ChatMessages(web);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      messages.add(reader.message(list.path(i), "%s[%d]".formatted(FIELD, i)));
    }
    return messages;
  }

  private Message message(JsonNode node, String place) throws InterruptedException {
    Role role = role(node.path("role"), place + ".role");
    List<Content> content = content(node.path("content"), place + ".content");
    if (role != Role.USER && content.stream().anyMatch(Content.Image.class::isInstance)) {
      throw Fault.refused(place + ".content", "only messages of the user hold pictures");
    }
    return new Message(role, content, null);
  }

  private static Role role(JsonNode role, String place) {
    return switch (role.asString("")) {
      case "system", "developer" -> Role.SYSTEM;
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      default -> throw JsonBody.wrong(place, role, "system, developer, user or assistant");
    };
  }

  private List<Content> content(JsonNode content, String place) throws InterruptedException {
    if (content.isString()) {
      return List.of(Content.text(content.stringValue()));
    }
    if (!content.isArray() || content.isEmpty()) {
      throw JsonBody.wrong(place, content, "a string or a list of parts");
    }
    List<Content> parts = new ArrayList<>();
    for (int i = 0; i < content.size(); i++) {
      parts.add(part(content.path(i), "%s[%d]".formatted(place, i)));
    }
    return parts;
  }

  private Content part(JsonNode part, String place) throws InterruptedException {
    JsonNode type = part.path("type");
    return switch (type.asString("")) {
      case "text" -> Content.text(string(part.path("text"), place + ".text"));
      case "image_url" ->
          Content.image(
              picture(
                  string(part.at("/image_url/url"), place + ".image_url"), place + ".image_url"));
      default -> throw JsonBody.wrong(place + ".type", type, "text or image_url");
    };
  }

  private static String string(JsonNode value, String place) {
    if (!value.isString()) {
      throw JsonBody.wrong(place, value, "a string");
    }
    return value.stringValue();
  }

  /// A small file may unfold into a large picture, so the pixels of a request are limited together.
  private Picture picture(String url, String place) throws InterruptedException {
    byte[] file = url.startsWith("data:") ? inline(url, place) : fetched(url, place);
    Picture picture = PictureDecoder.decode(file, place);
    pixels += (long) picture.width() * picture.height();
    if (pixels > PictureDecoder.MAX_PIXELS) {
      throw Fault.refused(
          place,
          "the request's pictures have %d pixels up to here, at most %d are allowed"
              .formatted(pixels, PictureDecoder.MAX_PIXELS));
    }
    return picture;
  }

  private static byte[] inline(String url, String place) {
    if (!url.contains(";base64,")) {
      throw Fault.refused(place, "must be in base64, as data:image/png;base64,…");
    }
    return JsonBody.base64(place, url);
  }

  private byte[] fetched(String url, String place) throws InterruptedException {
    if (web.isEmpty()) {
      throw Fault.refused(
          place, "pictures are not fetched here: send this one as data:image/png;base64,…");
    }
    if (++fetches > MAX_FETCHES) {
      throw Fault.refused(
          place, "more pictures to fetch than %d, the most in a request".formatted(MAX_FETCHES));
    }
    try {
      return web.get().fetch(url, WebFetcher.PICTURES).bytes();
    } catch (FetchException e) {
      throw Fault.refused(place, String.valueOf(e.getMessage()));
    }
  }
}
