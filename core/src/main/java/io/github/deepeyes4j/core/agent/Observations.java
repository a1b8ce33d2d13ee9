package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.image.Picture;
import java.util.ArrayList;
import java.util.List;

/// The texts in which tool results are shown to a model, character for character those that the
/// released checkpoints were trained on (`docs/protocol.md`).
public final class Observations {
  private static final String CODE_HEAD = "Code execution result:\nstdout:\n```\n";
  private static final String VIDEO_NOTICE = "Your browser can't play this video.";

  private Observations() {}

  /// What a code cell printed and drew.
  ///
  /// @param limits where texts are cut and how many pictures are kept
  /// @param firstImage the number of the first picture when each is to be named with its size
  ///   (`image_2: 320x240`); 0 for none
  public static Observation code(CellResult result, Limits limits, int firstImage) {
    if (result.status() == ToolStatus.UNAVAILABLE) {
      return Observation.text("Error: the code sandbox is unavailable.", ToolStatus.UNAVAILABLE);
    }
    String text =
        (CODE_HEAD + "%s\n```\n\nstderr:\n```\n%s\n```")
            .formatted(
                cut(result.stdout(), limits.stdoutChars()),
                cut(result.stderr(), limits.stderrChars()));
    List<Picture> shown = result.images().stream().limit(limits.imagesPerObservation()).toList();
    if (shown.isEmpty()) {
      return Observation.text(text.strip(), result.status());
    }
    List<Content> content = new ArrayList<>();
    content.add(Content.text(text.stripLeading() + "\n\nImages:\n"));
    shown.forEach(picture -> content.add(Content.image(picture)));
    if (firstImage > 0) {
      content.add(Content.text(sizes(shown, firstImage)));
    }
    return new Observation(content, result.status());
  }

  /// What a code cell printed, read back from its observation; empty when the observation is not
  /// one of code, or nothing was printed.
  public static String printed(Observation observation) {
    String text = observation.text();
    int end = text.lastIndexOf("\n```\n\nstderr:\n```\n");
    return text.startsWith(CODE_HEAD) && end > CODE_HEAD.length()
        ? text.substring(CODE_HEAD.length(), end)
        : "";
  }

  /// One line a picture, each beginning with a newline.
  private static String sizes(List<Picture> pictures, int firstImage) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < pictures.size(); i++) {
      lines.append('\n').append(sizeLine(firstImage + i, pictures.get(i)));
    }
    return lines.toString();
  }

  /// Names a picture and its size in pixels: `image_1: 1920x1080`.
  static String sizeLine(int number, Picture picture) {
    return "image_%d: %dx%d".formatted(number, picture.width(), picture.height());
  }

  public static Observation textSearch(String query, SearchResult result) {
    return switch (result) {
      case SearchResult.Found(var hits) when hits.isEmpty() ->
          toolResponse(
              List.of(
                  Content.text(
                      "No results found for '%s'. Try with a more general query."
                          .formatted(query))));
      case SearchResult.Found(var hits) ->
          toolResponse(List.of(Content.text(textRows(query, hits))));
      case SearchResult.Refused(String message) ->
          Observation.text(message, ToolStatus.BAD_REQUEST);
      case SearchResult.Unavailable _, SearchResult.ReplayMiss _ ->
          Observation.text("Error: search is unavailable.", ToolStatus.UNAVAILABLE);
    };
  }

  private static String textRows(String query, List<SearchHit> hits) {
    StringBuilder text = new StringBuilder();
    text.append(
        "A Google search for '%s' found %d results:\n\n## Web Results\n"
            .formatted(query, hits.size()));
    for (int i = 0; i < hits.size(); i++) {
      SearchHit hit = hits.get(i);
      StringBuilder row = new StringBuilder();
      row.append("%d. [%s](%s)".formatted(i + 1, hit.title(), hit.link()));
      if (hit.date() != null) {
        row.append("\nDate published: ").append(hit.date());
      }
      row.append('\n');
      if (hit.snippet() != null) {
        row.append('\n').append(hit.snippet());
      }
      text.append(i == 0 ? "" : "\n\n").append(row.toString().replace(VIDEO_NOTICE, ""));
    }
    return text.toString();
  }

  public static Observation imageSearch(SearchResult result) {
    return switch (result) {
      case SearchResult.Found(var hits) when hits.isEmpty() ->
          toolResponse(
              List.of(
                  Content.text(
                      "No results found for the image. Try with text search or direct output the"
                          + " answer.")));
      case SearchResult.Found(var hits) -> toolResponse(imageRows(hits));
      case SearchResult.Refused(String message) ->
          Observation.text(message, ToolStatus.BAD_REQUEST);
      case SearchResult.Unavailable _, SearchResult.ReplayMiss _ ->
          Observation.text("Error: image search is unavailable.", ToolStatus.UNAVAILABLE);
    };
  }

  private static List<Content> imageRows(List<SearchHit> hits) {
    List<Content> content = new ArrayList<>();
    String before =
        "A Google image search for the image found %d results:\n\n## Web Results\n"
            .formatted(hits.size());
    for (int i = 0; i < hits.size(); i++) {
      SearchHit hit = hits.get(i);
      content.add(Content.text("%s%d. ".formatted(before, i + 1)));
      if (hit.thumbnail() != null) {
        content.add(Content.image(hit.thumbnail()));
      }
      content.add(Content.text("\n[%s] \n".formatted(hit.title()).replace(VIDEO_NOTICE, "")));
      before = "\n\n";
    }
    return content;
  }

  private static Observation toolResponse(List<Content> result) {
    List<Content> content = new ArrayList<>();
    content.add(Content.text("<tool_response>\n"));
    content.addAll(result);
    content.add(Content.text("\n</tool_response>"));
    return new Observation(content, ToolStatus.OK);
  }

  /// What a turn without an action is told, once.
  public static Observation corrective(Action.Reason reason) {
    String wrong =
        switch (reason) {
          case NOTHING -> "Your turn contains no action.";
          case UNCLOSED_CODE -> "Your <code> block is not closed by </code>.";
          case NO_PYTHON_FENCE -> "Your <code> block holds no closed ```python fence.";
          case UNCLOSED_TOOL_CALL -> "Your <tool_call> is not closed by </tool_call>.";
        };
    return Observation.text(
        "Error: "
            + wrong
            + " End every turn with exactly one of: <code>\n```python\n...\n```\n</code>, "
            + "<tool_call>\n{\"name\": ..., \"arguments\": ...}\n</tool_call>, or "
            + "<answer>...</answer>.",
        ToolStatus.BAD_REQUEST);
  }

  /// Keeps head and tail around a marker that says how much is missing.
  private static String cut(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int head = limit * 3 / 4;
    int tail = limit - head;
    return text.substring(0, head)
        + "\n... [%d characters cut] ...\n".formatted(text.length() - limit)
        + text.substring(text.length() - tail);
  }
}
