package io.github.deepeyes4j.app;

import io.github.deepeyes4j.app.ask.TerminalGraphics;
import io.github.deepeyes4j.app.ask.TurnPrinter;
import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.WholeFile;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.RolloutListener;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.trace.TracePage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `deepeyes ask`: one question, end to end.
@Command(
    name = "ask",
    description = {
      "Answers a question about pictures (or about none): the model thinks, runs Python over them,",
      "searches, reads what comes back, and answers."
    })
final class AskCommand implements Callable<Integer> {
  @Parameters(paramLabel = "QUESTION", description = "The question.")
  private String question = "";

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "A picture (PNG, JPEG, WebP, GIF, BMP, TIFF); may be given several times.")
  private List<Path> images = List.of();

  @Option(names = "--json", description = "Print one JSON object instead of the turns.")
  private boolean json;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Also write the episode as an HTML page.")
  private @Nullable Path trace;

  @Option(names = "--seed", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--temperature",
      defaultValue = "0",
      description = "0 takes the likeliest token. Default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Option(
      names = "--max-tokens",
      defaultValue = "2048",
      description = "New tokens of a turn at most. Default: ${DEFAULT-VALUE}.")
  private int maxTokens;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private ToolOptions tools = new ToolOptions();

  @Override
  public Integer call() throws Exception {
    if (question.isBlank()) {
      throw new BadInputException("the question is empty");
    }
    Sampling sampling = sampling();
    Question asked =
        new Question("ask", question, images.stream().map(PictureDecoder::decode).toList());
    // The sandbox warms up while the model loads.
    try (CodeRunner codeRunner = tools.codeRunner();
        SearchSetup search = tools.search(Home.assets());
        ChatModel chatModel = model.start(1)) {
      Rollout rollout =
          new Rollout(
              chatModel, codeRunner, search.tools(), model.modes().agent(), Limits.defaults());
      Trajectory trajectory = rollout.run(asked, sampling, listener());
      return report(trajectory);
    }
  }

  private Sampling sampling() {
    try {
      return new Sampling(temperature, 1, 0, seed, maxTokens, List.of(), List.of());
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  private RolloutListener listener() {
    if (json) {
      return RolloutListener.SILENT;
    }
    boolean terminal = Terminal.isInteractive();
    return new TurnPrinter(
        System.out,
        TerminalGraphics.of(System.getenv(), terminal),
        Path.of(System.getProperty("java.io.tmpdir"), "deepeyes-pictures"),
        terminal);
  }

  private int report(Trajectory trajectory) throws IOException {
    if (trace != null) {
      try (TokenNames tokens = model.tokenNames()) {
        write(trace, TracePage.of(trajectory, tokens));
      }
    }
    if (json) {
      System.out.println(JsonMapper.shared().writeValueAsString(TrajectoryJson.of(trajectory)));
    } else {
      System.out.println(trajectory.answer().map(answer -> "\n" + answer).orElse("\n(no answer)"));
    }
    if (trajectory.stop() == StopReason.INFRASTRUCTURE) {
      throw new BadInputException(
          "the episode could not be finished: " + trajectory.failure().orElse("a tool failed"));
    }
    return trajectory.answer().isPresent() ? 0 : 1;
  }

  private static void write(Path file, String text) throws IOException {
    try {
      WholeFile.write(file, text);
    } catch (IOException e) {
      throw new BadInputException("--trace %s: cannot be written".formatted(file), e);
    }
  }
}
