package io.github.deepeyes4j.trace;

import io.github.deepeyes4j.core.agent.Action;
import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.Observations;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.Turn;
import io.github.deepeyes4j.core.agent.TurnParser;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.core.image.Resampler;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Episodes as the loop leaves them, over the pictures and with the tokenizer that come along.
final class Episodes {
  static final Picture OWL = PictureDecoder.decode(Path.of("../examples/owl.jpg"));
  static final Picture CAVES = PictureDecoder.decode(Path.of("../examples/caves.jpg"));
  static final Tokenizer TOKENIZER = Tokenizer.load(Path.of("../models/nano/tokenizer.json"));

  /// What must never become markup.
  static final String HOSTILE =
      "</script><img src=x onerror=\"document.title='owned'\"><b>bold</b>";

  private Episodes() {}

  /// A crop as it is, an enlarged one, and an answer.
  static Trajectory crops(String id, Picture picture) {
    Picture tag = picture.crop(100, 60, 240, 150);
    return trajectory(
        new Question(id, "What code is on the tag?", List.of(picture)),
        StopReason.ANSWER,
        code("x = 100 # left\nimage_1.crop((x, 60, 240, 150))", result("", "", tag), 0.25),
        code(
            "image_1.crop([30, 40, 90, 100]).resize((240, 240))",
            result("done\n", "", enlarged(picture)),
            0.5),
        turn("<think> It says 62CH.</think>\n<answer>62CH</answer>", null, 0));
  }

  /// A part of a picture, four times as large.
  static Picture enlarged(Picture picture) {
    return Resampler.resize(picture.crop(30, 40, 90, 100), 240, 240, Resampler.Kernel.BICUBIC);
  }

  /// Code that returns a picture, and nothing more.
  static Trajectory code(String source, Picture returned) {
    return trajectory(
        new Question("code", "What is there?", List.of(OWL)),
        StopReason.MAX_TURNS,
        code(source, result("", "", returned), 0.5));
  }

  /// Both searches, then a limit.
  static Trajectory searches(String id, Picture picture) {
    SearchResult words =
        new SearchResult.Found(
            List.of(
                new SearchHit("Warsaw", "https://example.org/warsaw", "The capital.", null, null),
                new SearchHit("A trap", "javascript:document.title='owned'", HOSTILE, null, null)));
    SearchResult pictures =
        new SearchResult.Found(
            List.of(
                new SearchHit(
                    "An owl", "https://example.org/owl", null, null, picture.crop(0, 0, 64, 64))));
    return trajectory(
        new Question(id, "Find the capital.", List.of(picture)),
        StopReason.MAX_TURNS,
        turn(
            "<tool_call>\n{\"name\": \"search\", \"arguments\": {\"query\": \"capital\"}}\n</tool_call>",
            Observations.textSearch("capital", words),
            1.5),
        turn(
            "<tool_call>\n{\"name\": \"image_search\"}\n</tool_call>",
            Observations.imageSearch(pictures),
            0.75));
  }

  /// Everything in it is hostile, and the code fails.
  static Trajectory hostile(String id) {
    CellResult failed = new CellResult(ToolStatus.PYTHON_ERROR, HOSTILE, HOSTILE, List.of(), 0.1);
    return trajectory(
        new Question(id, HOSTILE, List.of()),
        StopReason.ANSWER,
        turn(
            "<think>"
                + HOSTILE
                + "</think><code>\n```python\nprint('"
                + HOSTILE
                + "')\n```\n</code>",
            Observations.code(failed, Limits.defaults(), 0),
            0.1),
        turn("<answer>" + HOSTILE + "</answer>", null, 0));
  }

  private static Turn code(String source, CellResult result, double seconds) {
    return turn(
        "<think> Zoom in.</think>\n<code>\n```python\n" + source + "\n```\n</code>",
        Observations.code(result, Limits.defaults(), 2),
        seconds);
  }

  private static CellResult result(String stdout, String stderr, Picture... pictures) {
    return new CellResult(ToolStatus.OK, stdout, stderr, List.of(pictures), 0.1);
  }

  private static Turn turn(String text, @Nullable Observation observation, double toolSeconds) {
    int[] tokens = TOKENIZER.encode(text);
    float[] logprobs = new float[tokens.length];
    for (int i = 0; i < logprobs.length; i++) {
      logprobs[i] = i == 3 ? Float.NEGATIVE_INFINITY : -0.3f * (i % 10);
    }
    Generation generation =
        new Generation("", text, tokens, logprobs, FinishReason.END_OF_TURN, 0, 0, 1.25);
    TurnParser.ParsedTurn parsed = TurnParser.parse(text);
    Action action = parsed.action();
    return new Turn(generation, parsed.thought(), action, observation, toolSeconds);
  }

  private static Trajectory trajectory(Question question, StopReason stop, Turn... turns) {
    List<Content> content =
        Stream.concat(
                question.pictures().stream().map(Content::image),
                Stream.of(Content.text(question.text())))
            .toList();
    double seconds = Stream.of(turns).mapToDouble(Turn::seconds).sum();
    return new Trajectory(
        question,
        List.of(Message.system("You can run Python and search."), Message.user(content)),
        read(turns),
        stop,
        "nano",
        "0123456789abcdef",
        7,
        seconds,
        null);
  }

  /// The turns with the tokens before them: 100 of the prompt, then 30 of each observation.
  private static List<Turn> read(Turn... turns) {
    List<Turn> read = new ArrayList<>();
    int tokens = 100;
    for (Turn turn : turns) {
      Generation written = turn.generation();
      read.add(
          new Turn(
              new Generation(
                  written.prefill(),
                  written.text(),
                  written.tokens(),
                  written.logprobs(),
                  written.finish(),
                  tokens,
                  written.policyVersion(),
                  written.seconds()),
              turn.thought(),
              turn.action(),
              turn.observation(),
              turn.toolSeconds()));
      tokens += written.tokens().length + 30;
    }
    return read;
  }
}
