package io.github.deepeyes4j.sandbox.session;

import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.sandbox.kernel.CellOutput;
import java.time.Duration;

/// A cell that has run: enough to run it again and to see whether it did the same.
///
/// @param number in the session, from 1
/// @param timeoutMillis its wall clock limit
/// @param outcome digest of its status and of what it printed and showed as text
/// @param seconds how long it took
public record JournalCell(
    int number,
    String code,
    long timeoutMillis,
    ToolStatus status,
    String outcome,
    double seconds) {

  static JournalCell of(int number, String code, Duration timeout, CellOutput output) {
    return new JournalCell(
        number, code, timeout.toMillis(), output.status(), outcome(output), output.seconds());
  }

  static String outcome(CellOutput output) {
    String text = "%s\n%s\n%s".formatted(output.status(), output.stdout(), output.result());
    return Digests.sha256(text).substring(0, 16);
  }

  /// Whether the cell was stopped half way: run again, it may get further or less far.
  boolean stopped() {
    return status == ToolStatus.TIMEOUT;
  }

  JournalCell withCode(String other) {
    return new JournalCell(number, other, timeoutMillis, status, outcome, seconds);
  }
}
