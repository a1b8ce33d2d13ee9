package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.agent.CodeRunner.CodeSession;
import io.github.deepeyes4j.core.agent.TurnParser.ParsedTurn;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The agent loop: the model thinks and acts, the tool runs, the model reads what came back, until
/// it answers or a limit stops it.
///
/// Straight-line blocking code, meant for one virtual thread an episode. Immutable; one rollout
/// serves any number of concurrent episodes, each with a code session of its own.
public final class Rollout {
  /// What ends a tool turn; kept at the end of its text.
  private static final List<String> STOP = List.of("</code>", "</tool_call>");

  /// Never generated: these would forge the frame of the conversation.
  private static final List<String> BAD_WORDS = List.of("<|endoftext|>", "<|im_start|>");

  /// A Python variable; keywords that get through are syntax errors in the session.
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_]\\w*");

  private final ChatModel model;
  private final CodeRunner codeRunner;
  private final SearchClient search;
  private final Protocol protocol;
  private final Limits limits;

  public Rollout(
      ChatModel model,
      CodeRunner codeRunner,
      SearchClient search,
      Protocol protocol,
      Limits limits) {
    this.model = model;
    this.codeRunner = codeRunner;
    this.search = search;
    this.protocol = protocol;
    this.limits = limits;
  }

  public Trajectory run(Question question, Sampling sampling) {
    return run(question, sampling, RolloutListener.SILENT);
  }

  /// Runs one episode to its end. Interrupting the thread stops it as [StopReason#CANCELLED].
  public Trajectory run(Question question, Sampling sampling, RolloutListener listener) {
    try (CodeSession code = codeRunner.open(question.pictures())) {
      return new Episode(question, sampling.withStop(STOP, BAD_WORDS), listener, code).run();
    }
  }

  /// The state of one episode.
  private final class Episode {
    private final Question question;
    private final Sampling sampling;
    private final RolloutListener listener;
    private final CodeSession code;
    private final List<Message> messages;
    private final List<Picture> pictures;
    private final List<Turn> turns = new ArrayList<>();
    private int correctives;
    private int failures;
    private @Nullable String failure;

    Episode(Question question, Sampling sampling, RolloutListener listener, CodeSession code) {
      this.question = question;
      this.sampling = sampling;
      this.listener = listener;
      this.code = code;
      this.messages = new ArrayList<>(protocol.open(question));
      this.pictures = new ArrayList<>(question.pictures());
    }

    Trajectory run() {
      long start = System.nanoTime();
      List<Message> prompt = List.copyOf(messages);
      StopReason stop;
      try {
        Optional<StopReason> reason;
        do {
          reason = turn();
        } while (reason.isEmpty());
        stop = reason.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        stop = StopReason.CANCELLED;
      } catch (ModelUnavailableException e) {
        failure = e.getMessage();
        stop = StopReason.INFRASTRUCTURE;
      }
      return new Trajectory(
          question,
          prompt,
          turns,
          stop,
          model.id(),
          protocol.digest(),
          sampling.seed(),
          secondsSince(start),
          failure);
    }

    /// Generates a turn and runs its action; the reason to stop, if there is one now.
    private Optional<StopReason> turn() throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (turns.size() == limits.turns()) {
        return Optional.of(StopReason.MAX_TURNS);
      }
      String prefill = protocol.prefill(!turns.isEmpty());
      Generation generation =
          model.generate(
              new ChatRequest(messages, prefill, sampling.withSeed(sampling.seed() + turns.size())),
              listener::onText);
      if (generation.finish() == FinishReason.CONTEXT_FULL) {
        return Optional.of(StopReason.CONTEXT_FULL);
      }
      ParsedTurn parsed = TurnParser.parse(generation.turn());
      listener.onAction(parsed);
      if (generation.finish() == FinishReason.LENGTH) {
        return end(generation, parsed, StopReason.LENGTH);
      }
      return switch (parsed.action()) {
        case Action.Answer _ -> end(generation, parsed, StopReason.ANSWER);
        case Action.None(var reason) -> correct(generation, parsed, reason);
        case Action.Invalid(String message) ->
            observe(generation, parsed, Observation.text(message, ToolStatus.BAD_REQUEST), 0);
        case Action.Code _, Action.Search _, Action.ImageSearch _ -> call(generation, parsed);
      };
    }

    private Optional<StopReason> end(Generation generation, ParsedTurn parsed, StopReason reason) {
      turns.add(new Turn(generation, parsed.thought(), parsed.action(), null, 0));
      return Optional.of(reason);
    }

    private Optional<StopReason> correct(
        Generation generation, ParsedTurn parsed, Action.Reason reason) {
      if (correctives++ == limits.correctives()) {
        return end(generation, parsed, StopReason.NO_ACTION);
      }
      return observe(generation, parsed, Observations.corrective(reason), 0);
    }

    private Optional<StopReason> call(Generation generation, ParsedTurn parsed)
        throws InterruptedException {
      long start = System.nanoTime();
      Observation observation;
      try {
        observation = runTool(parsed.action());
      } catch (ReplayMissException e) {
        failure = e.getMessage();
        return end(generation, parsed, StopReason.INFRASTRUCTURE);
      }
      Optional<StopReason> stop = observe(generation, parsed, observation, secondsSince(start));
      failures = observation.status() == ToolStatus.UNAVAILABLE ? failures + 1 : 0;
      if (failures < limits.failures()) {
        return stop;
      }
      failure = "%s failed %d times in a row".formatted(parsed.action().kind(), failures);
      return Optional.of(StopReason.INFRASTRUCTURE);
    }

    private Observation runTool(Action action) throws InterruptedException {
      return switch (action) {
        case Action.Code(String source) ->
            Observations.code(
                withinEpisode(code.run(source, limits.cellTimeout())),
                limits,
                protocol.pictureSizes() ? pictures.size() + 1 : 0);
        case Action.Search(String query) ->
            Observations.textSearch(query, recorded(search.searchText(query)));
        case Action.ImageSearch(String name) -> imageSearch(name);
        case Action.Answer _, Action.Invalid _, Action.None _ ->
            throw new IllegalArgumentException(action + " runs no tool");
      };
    }

    private CellResult withinEpisode(CellResult result) {
      int room = Math.max(0, limits.imagesPerEpisode() - pictures.size());
      return new CellResult(
          result.status(),
          result.stdout(),
          result.stderr(),
          result.images().stream().limit(room).toList(),
          result.seconds());
    }

    /// Searches a picture of the conversation or, by its name in the code session, any other that
    /// code has made there.
    private Observation imageSearch(String name) throws InterruptedException {
      Optional<Picture> picture = shown(name);
      if (picture.isEmpty() && IDENTIFIER.matcher(name).matches()) {
        picture = code.run(name, limits.cellTimeout()).images().stream().findFirst();
      }
      if (picture.isPresent()) {
        return Observations.imageSearch(recorded(search.searchImage(picture.get())));
      }
      return Observation.text(
          "Error: there is no picture named %s, only image_1 to image_%d."
              .formatted(name, pictures.size()),
          ToolStatus.BAD_REQUEST);
    }

    private Optional<Picture> shown(String name) {
      return IntStream.range(0, pictures.size())
          .filter(i -> name.equals("image_" + (i + 1)))
          .mapToObj(pictures::get)
          .findFirst();
    }

    private static SearchResult recorded(SearchResult result) {
      if (result instanceof SearchResult.ReplayMiss(String key)) {
        throw new ReplayMissException(key);
      }
      return result;
    }

    private Optional<StopReason> observe(
        Generation generation, ParsedTurn parsed, Observation observation, double seconds) {
      turns.add(new Turn(generation, parsed.thought(), parsed.action(), observation, seconds));
      messages.add(Message.assistant(generation));
      messages.add(observation.message());
      pictures.addAll(observation.pictures());
      listener.onObservation(observation, seconds);
      return Optional.empty();
    }
  }

  /// Ends an episode that leaves its recording.
  private static final class ReplayMissException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReplayMissException(String key) {
      super("search_replay_miss: the recording has no answer to request " + key);
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
