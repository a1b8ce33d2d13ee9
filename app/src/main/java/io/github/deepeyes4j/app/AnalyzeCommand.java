package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.eval.analysis.Analysis;
import io.github.deepeyes4j.eval.analysis.Runs;
import io.github.deepeyes4j.eval.report.AnalysisTable;
import io.github.deepeyes4j.eval.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `deepeyes analyze`: what stored runs did with their tools.
@Command(
    name = "analyze",
    description = {
      "Tells what stored runs did with their tools: classes of calls, errors, lengths, and right"
          + " answers; compares evaluations with the first one, question by question.",
      "With --out it writes a report that opens offline."
    })
final class AnalyzeCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "[NAME=]DIR[,DIR…]",
      description =
          "A run: directories that eval has stored, measured together; or the directory of a"
              + " training.")
  private List<String> runs = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Write there: report.html, figures/ and, in episodes/, a page for each episode, which"
              + " refers to the run's pictures.")
  private @Nullable Path out;

  @Option(names = "--apart", description = "Do not compare the evaluations.")
  private boolean apart;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "The model whose tokenizer says what tokens mean; tokens of others are shown as numbers."
              + " Default: the nano model.")
  private @Nullable Path model;

  @Override
  public Integer call() {
    Runs opened = Runs.open(runs);
    Analysis analysis = Analysis.of(opened, !apart);
    if (out != null) {
      write(opened, analysis, out);
    }
    System.out.print(
        json
            ? JsonMapper.shared().writeValueAsString(analysis) + "\n"
            : AnalysisTable.of(analysis));
    return 0;
  }

  private void write(Runs opened, Analysis analysis, Path directory) {
    Path tokenizer = model == null ? Home.directory().resolve("models/nano") : model;
    try (TokenNames tokens = TokenNames.of(tokenizer.resolve("tokenizer.json"))) {
      System.err.println("report: " + Report.write(opened, analysis, tokens, directory).toUri());
    } catch (IOException e) {
      throw new BadInputException(
          "%s: cannot be written: %s".formatted(directory, e.getMessage()), e);
    }
  }
}
