package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.agent.Action.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads one assistant turn: thoughts, then at most one action.
///
/// Complete `<think>…</think>` spans are inert. Of the rest: a last `<answer>` that is not empty
/// wins; else `<code>` (the last complete block, in it the last closed fence tagged exactly
/// `python`); else `<tool_call>` (the last complete block, one JSON object). Never throws, whatever
/// the text; linear in its length. Stateless.
public final class TurnParser {
  private static final String FENCE = "```";

  /// Deep nesting is cut by Jackson's own limit; trailing text after the object is an error.
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private TurnParser() {}

  /// A turn taken apart.
  ///
  /// @param thought the inside of all complete think spans, joined by newlines, trimmed; when a
  ///   span is left open, what stands in it before the action
  public record ParsedTurn(String thought, Action action) {}

  public static ParsedTurn parse(String turn) {
    Spans thoughts = Spans.of(turn, "<think>", "</think>");
    String live = thoughts.outside();
    return new ParsedTurn(thought(thoughts, live), action(live));
  }

  private static Action action(String live) {
    Optional<String> answer = Spans.of(live, "<answer>", "</answer>").last().map(String::strip);
    if (answer.isPresent() && !answer.get().isEmpty()) {
      return new Action.Answer(answer.get());
    }
    if (live.contains("<code>")) {
      return code(live);
    }
    if (live.contains("<tool_call>")) {
      return toolCall(live);
    }
    return new Action.None(Reason.NOTHING);
  }

  private static Action code(String live) {
    Optional<String> block = Spans.of(live, "<code>", "</code>").last();
    if (block.isEmpty()) {
      return new Action.None(Reason.UNCLOSED_CODE);
    }
    String source = lastPythonFence(block.get());
    return source == null ? new Action.None(Reason.NO_PYTHON_FENCE) : new Action.Code(source);
  }

  /// The text between an opening line ```` ```python ```` (trailing spaces allowed) and the next
  /// fence that starts a line; the last such pair. Its final newline is kept out.
  private static @Nullable String lastPythonFence(String block) {
    String source = null;
    int at = 0;
    int open;
    while ((open = block.indexOf(FENCE + "python", at)) >= 0) {
      int tagEnd = open + FENCE.length() + "python".length();
      int lineEnd = block.indexOf('\n', tagEnd);
      if (lineEnd < 0) {
        break;
      }
      if (!isSpaces(block, tagEnd, lineEnd)) {
        at = tagEnd;
        continue;
      }
      int close = block.indexOf("\n" + FENCE, lineEnd);
      if (close < 0) {
        break;
      }
      source = close > lineEnd ? block.substring(lineEnd + 1, close) : "";
      at = close + 1 + FENCE.length();
    }
    return source;
  }

  private static boolean isSpaces(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c != ' ' && c != '\t' && c != '\r') {
        return false;
      }
    }
    return true;
  }

  private static Action toolCall(String live) {
    Optional<String> block = Spans.of(live, "<tool_call>", "</tool_call>").last();
    if (block.isEmpty()) {
      return new Action.None(Reason.UNCLOSED_TOOL_CALL);
    }
    String raw = block.get().strip();
    JsonNode call;
    try {
      call = JSON.readTree(raw);
    } catch (JacksonException e) {
      return invalid(
          "format", raw, " Error: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
    if (!call.isObject()) {
      return invalid("format", raw, " Error: expected a JSON object");
    }
    JsonNode name = call.path("name");
    return switch (name.isString() ? name.stringValue() : "") {
      case "search" -> search(call, raw);
      case "image_search" -> imageSearch(call, raw);
      default -> new Action.Invalid("Error: Invalid tool call name: %s.".formatted(raw));
    };
  }

  private static Action search(JsonNode call, String raw) {
    JsonNode query = call.path("arguments").path("query");
    if (!query.isString() || query.stringValue().isBlank()) {
      return new Action.Invalid(
          "Error: Invalid tool call parameters for search: %s.".formatted(raw));
    }
    return new Action.Search(query.stringValue());
  }

  private static Action imageSearch(JsonNode call, String raw) {
    JsonNode arguments = call.path("arguments");
    if (arguments.isMissingNode() || arguments.isNull()) {
      return new Action.ImageSearch(Action.ImageSearch.DEFAULT_IMAGE);
    }
    JsonNode image = arguments.path("image");
    if (arguments.size() != 1 || !image.isString() || image.stringValue().isBlank()) {
      return new Action.Invalid(
          "Error: Invalid tool call parameters for image search: %s.".formatted(raw));
    }
    return new Action.ImageSearch(image.stringValue().strip());
  }

  private static Action invalid(String what, String raw, String detail) {
    return new Action.Invalid("Error: Invalid tool call %s: %s.%s".formatted(what, raw, detail));
  }

  private static String thought(Spans thoughts, String live) {
    List<String> parts = new ArrayList<>(thoughts.inside());
    int open = live.indexOf("<think>");
    if (open >= 0) {
      int end = live.length();
      for (String tag : List.of("<code>", "<tool_call>", "<answer>")) {
        int at = live.indexOf(tag, open);
        end = at >= 0 ? Math.min(end, at) : end;
      }
      parts.add(live.substring(open + "<think>".length(), end));
    }
    return String.join(
        "\n", parts.stream().map(String::strip).filter(Predicate.not(String::isEmpty)).toList());
  }

  /// A text cut at complete pairs of tags, each opening tag matched with the next closing one.
  private record Spans(List<String> inside, String outside) {

    static Spans of(String text, String openTag, String closeTag) {
      List<String> inside = new ArrayList<>();
      StringBuilder outside = new StringBuilder();
      int at = 0;
      int open;
      while ((open = text.indexOf(openTag, at)) >= 0) {
        int close = text.indexOf(closeTag, open + openTag.length());
        if (close < 0) {
          break;
        }
        inside.add(text.substring(open + openTag.length(), close));
        // The newline keeps the halves around a span from joining into a tag.
        outside.append(text, at, open).append('\n');
        at = close + closeTag.length();
      }
      return new Spans(inside, outside.append(text, at, text.length()).toString());
    }

    Optional<String> last() {
      return inside.isEmpty() ? Optional.empty() : Optional.of(inside.getLast());
    }
  }
}
