package io.github.deepeyes4j.world.realx.oracle;

import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.realx.Box;
import io.github.deepeyes4j.world.realx.Expression;
import io.github.deepeyes4j.world.realx.Item;
import io.github.deepeyes4j.world.realx.Operand;
import io.github.deepeyes4j.world.realx.Solution;
import io.github.deepeyes4j.world.realx.scene.TextReader;
import io.github.deepeyes4j.world.realx.scene.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One episode of [OracleModel]: answers an item as a model that knows where to look but not what
/// is there.
///
/// It reads texts from the pixels that it is shown ([TextReader]), names from the titles that image
/// search returns, and facts from the rows that search returns; it computes with Python, or in its
/// head where code is off. What a tool did not show it does not know: it then goes by the view, and
/// answers wrongly. Not safe for concurrent use.
final class Oracle {
  /// What it says of a value that no tool has shown.
  private static final String UNKNOWN = "unknown";

  /// Pixels on the shorter side of a crop that is to be recognised.
  private static final int ENLARGED = 240;

  private final Item item;
  private final TextReader reader;
  private final Map<String, String> values = new LinkedHashMap<>();

  /// What is still to be done, and what the answer to the last turn is read by.
  private final Deque<Step> steps = new ArrayDeque<>();

  private Consumer<Message> learn = _ -> {};

  /// A turn, unless nothing needs to be said.
  private interface Step {
    /// The action; empty when it is done without a turn.
    String act(List<Message> conversation);
  }

  Oracle(Item item, TextReader reader) {
    this.item = item;
    this.reader = reader;
    for (Operand operand : item.solution().operands()) {
      switch (operand) {
        case Operand.Reading reading -> steps.add(messages -> read(reading, messages));
        case Operand.Recognition recognition -> {
          if (recognition.small()) {
            steps.add(_ -> enlarge(recognition.box()));
          }
          steps.add(messages -> recognise(recognition, messages));
        }
        case Operand.Statement statement -> {
          steps.add(_ -> lookUp(statement, statement.query()));
          steps.add(_ -> lookUp(statement, statement.key() + " " + statement.label()));
        }
      }
    }
    steps.add(_ -> compute());
  }

  /// The next turn.
  ///
  /// @param conversation up to it
  String turn(List<Message> conversation) {
    learn.accept(conversation.getLast());
    learn = _ -> {};
    String action = "";
    while (action.isEmpty() && !steps.isEmpty()) {
      action = steps.remove().act(conversation);
    }
    return "<think></think>\n"
        + (action.isEmpty()
            ? "<answer>%s</answer>".formatted(values.getOrDefault("answer", UNKNOWN))
            : action);
  }

  /// Reads a large text in the view; cuts a small one out.
  private String read(Operand.Reading reading, List<Message> messages) {
    Size size = Size.stated(messages);
    View view = View.of(pictures(messages).getFirst(), size.width, size.height);
    Box box = TextReader.around(reading, size.width, size.height);
    String seen = reader.read(view.part(box), reading.form());
    values.put(reading.name(), seen.isEmpty() ? UNKNOWN : seen);
    if (!reading.small()) {
      return "";
    }
    learn =
        observation -> {
          if (!observation.pictures().isEmpty()) {
            values.put(
                reading.name(), reader.read(observation.pictures().getLast(), reading.form()));
          }
        };
    return code(crop(box));
  }

  private static String enlarge(Box box) {
    double factor = (double) ENLARGED / Math.min(box.width(), box.height());
    return code(
        "%s.resize((%d, %d), 3)"
            .formatted(
                crop(box), Math.round(box.width() * factor), Math.round(box.height() * factor)));
  }

  private static String crop(Box box) {
    return "image_1.crop((%d, %d, %d, %d))".formatted(box.x(), box.y(), box.right(), box.bottom());
  }

  /// Searches the picture, or the crop that was made last.
  private String recognise(Operand.Recognition recognition, List<Message> messages) {
    values.put(recognition.name(), UNKNOWN);
    learn =
        observation ->
            SearchRows.firstTitle(observation.display())
                .ifPresent(title -> values.put(recognition.name(), title));
    int image = recognition.small() ? pictures(messages).size() : 1;
    return call("image_search", "image", "image_" + image);
  }

  /// Searches for a statement unless it has been found. Words that many pages share can keep the
  /// right one out of the first rows; then fewer words find it.
  private String lookUp(Operand.Statement statement, String query) {
    if (!values.getOrDefault(statement.name(), UNKNOWN).equals(UNKNOWN)) {
      return "";
    }
    values.put(statement.name(), UNKNOWN);
    String key = Solution.resolve(statement.key(), values);
    learn =
        observation ->
            SearchRows.statement(observation.display(), key, statement.label())
                .ifPresent(value -> values.put(statement.name(), value));
    return call("search", "query", Solution.resolve(query, values));
  }

  /// The answer, by Python where it must be computed.
  private String compute() {
    Expression expression = item.solution().expression();
    values.put("answer", inHead(expression));
    if (expression.isName() || values.containsValue(UNKNOWN)) {
      return "";
    }
    learn =
        observation -> {
          List<String> lines = observation.display().lines().toList();
          if (lines.size() > 3 && lines.get(3).matches("-?[\\d.]+")) {
            values.put("answer", lines.get(3));
          }
        };
    List<String> cell = new ArrayList<>(List.of(Expression.PRELUDE.strip()));
    values.forEach((name, value) -> {
      if (!name.equals("answer")) {
        cell.add("%s = %s".formatted(name, literal(value)));
      }
    });
    cell.add("print(round(%s, 6))".formatted(expression.source()));
    return code(String.join("\n", cell));
  }

  private String inHead(Expression expression) {
    try {
      return expression.evaluate(values);
    } catch (IllegalArgumentException | ArithmeticException e) {
      // A value is missing or misread: there is nothing to compute.
      return UNKNOWN;
    }
  }

  private static String literal(String value) {
    String number = value.replace(",", "");
    return number.matches("0|[1-9]\\d*|\\d+\\.\\d+")
        ? number
        : "\"%s\"".formatted(value.replace("\"", ""));
  }

  /// The pixels that code finds in the question's picture, as the conversation states them.
  private record Size(int width, int height) {
    private static final Pattern STATED = Pattern.compile("image_1: (\\d+)x(\\d+)");

    static Size stated(List<Message> messages) {
      return messages.stream()
          .map(message -> STATED.matcher(message.display()))
          .filter(Matcher::find)
          .findFirst()
          .map(size -> new Size(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))))
          .orElseThrow(() ->
              new IllegalArgumentException("the oracle needs prompts that state picture sizes"));
    }
  }

  private static List<Picture> pictures(List<Message> messages) {
    return messages.stream().flatMap(message -> message.pictures().stream()).toList();
  }

  private static String code(String source) {
    return "<code>\n```python\n%s\n```\n</code>".formatted(source);
  }

  private static String call(String tool, String argument, String value) {
    return String.format(
        Locale.ROOT,
        "<tool_call>\n{\"name\": \"%s\", \"arguments\": {\"%s\": \"%s\"}}\n</tool_call>",
        tool,
        argument,
        value.replace("\\", "\\\\").replace("\"", "\\\""));
  }
}
