package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.train.parallel.RankLostException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The entry: parses the command line, runs the subcommand, and turns bad input into one line and
/// exit status 2.
@Command(
    name = "deepeyes",
    description = "An agentic multimodal model: it looks, runs Python, searches, and answers.",
    subcommands = {
      AnalyzeCommand.class,
      AskCommand.class,
      BenchmarkCommand.class,
      CurateCommand.class,
      EvalCommand.class,
      MergeCommand.class,
      NanoCommand.class,
      SandboxCommand.class,
      SearchCommand.class,
      ServeCommand.class,
      SftCommand.class,
      RlCommand.class,
      TraceCommand.class,
      WorldCommand.class
    },
    mixinStandardHelpOptions = true,
    version = "deepeyes 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    scope = ScopeType.INHERIT)
public final class Main {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean debug;

  /// Lucene tells how it could be a little faster; nobody asked. Kept, or the setting would be
  /// lost.
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  private Main() {}

  public static void main(String[] arguments) {
    LUCENE.setLevel(Level.SEVERE);
    System.exit(run(arguments));
  }

  /// Runs a command line; its exit status.
  static int run(String... arguments) {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler((error, _, _) -> main.report(error));
    commandLine.setParameterExceptionHandler((error, _) -> {
      System.err.println("deepeyes: " + oneLine(error.getMessage()));
      return 2;
    });
    try {
      return commandLine.execute(arguments);
    } catch (UnsatisfiedLinkError e) {
      main.report(new BadInputException(unloaded(e), e));
      return 2;
    }
  }

  /// What a library that cannot be loaded lacks.
  static String unloaded(UnsatisfiedLinkError error) {
    Throwable first = error;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return "a native library cannot be loaded: %s; with DEEPEYES_CUDA, CUDA 13, cuDNN 9 and NCCL must be where the system finds libraries (LD_LIBRARY_PATH)"
        .formatted(first.getMessage());
  }

  private int report(Exception error) {
    if (debug) {
      error.printStackTrace();
    }
    boolean badInput = error instanceof BadInputException;
    System.err.println(
        badInput || error instanceof RankLostException
            ? "deepeyes: " + oneLine(error.getMessage())
            : "deepeyes: an internal error: %s (--debug shows where)"
                .formatted(oneLine(error.toString())));
    return badInput ? 2 : 1;
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message).lines().findFirst().orElse("no message");
  }
}
