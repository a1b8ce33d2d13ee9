package io.github.deepeyes4j.sandbox.session;

import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.sandbox.kernel.CellOutput;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// A cell that has run: enough to run it again and to see whether it did the same.
///
/// @param number in the session, from 1
/// @param mark no other run of any cell has it
/// @param timeoutMillis its wall clock limit
/// @param outcome digest of its status and of what it printed and showed
/// @param pictures digests of those that it showed
/// @param seconds how long it took
public record JournalCell(
    int number,
    String mark,
    String code,
    long timeoutMillis,
    ToolStatus status,
    String outcome,
    List<String> pictures,
    double seconds) {
  public JournalCell {
    pictures = List.copyOf(pictures);
  }

  static JournalCell of(int number, String code, Duration timeout, CellOutput output) {
    return new JournalCell(
        number,
        newMark(),
        code,
        timeout.toMillis(),
        output.status(),
        outcome(output),
        output.images().stream().map(picture -> picture.digest()).toList(),
        output.seconds());
  }

  static String newMark() {
    return UUID.randomUUID().toString();
  }

  static String outcome(CellOutput output) {
    StringBuilder text = new StringBuilder();
    text.append(output.status()).append('\n').append(output.stdout()).append('\n');
    text.append(output.result());
    output.images().forEach(picture -> text.append('\n').append(picture.digest()));
    return Digests.sha256(text.toString()).substring(0, 16);
  }

  /// Whether the cell was stopped half way: run again, it may get further or less far.
  boolean stopped() {
    return status == ToolStatus.TIMEOUT || status == ToolStatus.OUTPUT_LIMIT;
  }

  JournalCell withCode(String other) {
    return new JournalCell(number, mark, other, timeoutMillis, status, outcome, pictures, seconds);
  }
}
