package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.eval.result.EvalReport;
import io.github.deepeyes4j.eval.result.ResultRow;
import io.github.deepeyes4j.eval.run.RunDirectory;
import io.github.deepeyes4j.eval.run.RunProtocol;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A benchmark's run, as its directory has it.
///
/// @param report its numbers, made anew of its rows
/// @param kinds classes of questions by name of the episode; those of no known class are left out
public record BenchmarkRun(EvalReport report, Map<String, QuestionKind> kinds) {
  /// Reads a directory; a [io.github.deepeyes4j.core.BadInputException] says why it cannot be.
  static BenchmarkRun read(Path directory) {
    RunProtocol protocol = RunDirectory.protocol(directory);
    List<ResultRow> rows = List.copyOf(RunDirectory.rows(directory));
    Map<String, QuestionKind> kinds = new LinkedHashMap<>();
    for (ResultRow row : rows) {
      QuestionKind.of(protocol.groups(), row.fields())
          .ifPresent(kind -> kinds.put(row.key(), kind));
    }
    return new BenchmarkRun(RunDirectory.report(directory), kinds);
  }

  Optional<QuestionKind> kind(String key) {
    return Optional.ofNullable(kinds.get(key));
  }
}
