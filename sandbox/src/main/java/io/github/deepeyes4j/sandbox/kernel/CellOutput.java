package io.github.deepeyes4j.sandbox.kernel;

import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that a cell left behind, before a protocol makes its own texts of it.
///
/// @param stdout what was printed
/// @param stderr what the program itself wrote there
/// @param traceback of an error, without colour codes; empty when there was none
/// @param syntaxError `SyntaxError - message (<string>, line 1)` of code that does not compile
/// @param result the last expression as a notebook shows it
/// @param value the last expression as `str()` gives it
/// @param texts what `display` showed as text
/// @param images figures and pictures shown, in order
/// @param dropped what was beyond the limits: bytes of `stdout` and `stderr`, number of `images`
/// @param seconds wall clock of the cell alone
public record CellOutput(
    ToolStatus status,
    String stdout,
    String stderr,
    String traceback,
    @Nullable String syntaxError,
    @Nullable String result,
    @Nullable String value,
    List<String> texts,
    List<Picture> images,
    Map<String, Long> dropped,
    double seconds) {
  public CellOutput {
    texts = List.copyOf(texts);
    images = List.copyOf(images);
    dropped = Map.copyOf(dropped);
  }

  /// A cell that produced nothing but a message.
  public static CellOutput failed(ToolStatus status, String message, double seconds) {
    return new CellOutput(
        status, "", "", message, null, null, null, List.of(), List.of(), Map.of(), seconds);
  }

  /// What went wrong with the code, as the released protocols have it; empty when nothing did.
  public String error() {
    return syntaxError == null ? traceback : syntaxError;
  }

  /// As the agent protocol has it: what was shown goes to stdout, errors go to stderr.
  public CellResult toResult() {
    StringBuilder out = new StringBuilder(stdout);
    texts.forEach(text -> appendLine(out, text));
    appendLine(out, result == null ? "" : result);
    StringBuilder err = new StringBuilder(stderr);
    appendLine(err, traceback);
    dropped.forEach((name, amount) -> {
      if (amount > 0) {
        appendLine(
            name.equals("stdout") ? out : err,
            "[%s: %d beyond the limit dropped]".formatted(name, amount));
      }
    });
    return new CellResult(
        status, out.toString().stripTrailing(), err.toString().stripTrailing(), images, seconds);
  }

  private static void appendLine(StringBuilder text, String line) {
    if (!line.isEmpty()) {
      if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
        text.append('\n');
      }
      text.append(line);
    }
  }
}
