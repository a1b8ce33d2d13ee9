package io.github.deepeyes4j.core.score.judge;

import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.core.score.judge.JudgeConfig.Form;
import io.github.deepeyes4j.core.score.judge.JudgeConfig.Recording;
import io.github.deepeyes4j.core.score.judge.JudgeConfig.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The judges of a configuration, wired: a model's judgements are recorded, compared with a second
/// model's, and asked for only where rules do not reach. Closing it closes models and recording.
public final class Judges implements AutoCloseable {
  private final AnswerRules rules;
  private final JudgeConfig config;
  private final Function<Server, ChatModel> connect;
  private final Map<Server, ChatModel> models = new HashMap<>();
  private final List<JudgeIdentity> identities = new ArrayList<>();
  private final List<SecondOpinion> opinions = new ArrayList<>();
  private final @Nullable JudgeRecording recording;
  private final Judge consistency;
  private final Judge maths;
  private final @Nullable ModelReader reader;

  /// @param equivalence how the rules compare mathematics
  /// @param connect opens the model on a server; not called in a replay
  public Judges(
      JudgeConfig config, MathEquivalence equivalence, Function<Server, ChatModel> connect) {
    this.config = config;
    this.rules = new AnswerRules(equivalence);
    this.connect = connect;
    Recording kept = config.recording();
    this.recording = kept == null ? null : JudgeRecording.open(kept.file());
    this.reader = config.server() == null ? null : reader(config.server(), kept);
    try {
      this.consistency = judge(config.consistency(), JudgePrompt.consistency());
      this.maths = judge(config.maths(), JudgePrompt.maths());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /// Judges `perception` and `search`.
  public Judge consistency() {
    return consistency;
  }

  /// Judges `reason`.
  public Judge maths() {
    return maths;
  }

  /// Reads what the rules cannot read off an answer; it is the first judge's model. Its replies are
  /// recorded in a file of their own, `FILE.readings`.
  public AnswerReader reader() {
    return reader == null ? AnswerReader.off() : reader;
  }

  private ModelReader reader(Server server, @Nullable Recording kept) {
    return new ModelReader(
        server.model(),
        kept != null && kept.replay() ? null : () -> model(server),
        kept == null ? null : kept.file().resolveSibling(kept.file().getFileName() + ".readings"));
  }

  private synchronized ChatModel model(Server server) {
    return models.computeIfAbsent(server, connect);
  }

  /// The models that judge, with prompts and settings: to be logged with every result.
  public List<JudgeIdentity> identities() {
    return List.copyOf(identities);
  }

  /// How often two models disagreed since the last count; between two steps, when nobody judges.
  public SecondOpinion.Count takeCount() {
    long compared = 0;
    long disagreed = 0;
    for (SecondOpinion opinion : opinions) {
      SecondOpinion.Count count = opinion.takeCount();
      compared += count.compared();
      disagreed += count.disagreed();
    }
    return new SecondOpinion.Count(compared, disagreed);
  }

  private Judge judge(@Nullable Form form, JudgePrompt ours) {
    Server server = config.server();
    if (server == null) {
      return new RuleJudge(rules);
    }
    JudgePrompt prompt =
        form == null || form.prompt() == null ? ours : JudgePrompt.load(form.prompt());
    JudgeSettings settings =
        form == null || form.settings() == null
            ? JudgeSettings.of(prompt.reply())
            : form.settings();
    Judge model = asking(server, prompt, settings);
    if (config.second() != null) {
      SecondOpinion both = new SecondOpinion(model, asking(config.second(), prompt, settings));
      opinions.add(both);
      model = both;
    }
    return config.mode() == JudgeConfig.Mode.CASCADE ? new CascadeJudge(rules, model) : model;
  }

  private Judge asking(Server server, JudgePrompt prompt, JudgeSettings settings) {
    JudgeIdentity identity = new JudgeIdentity(server.model(), prompt.digest(), settings);
    identities.add(identity);
    Recording kept = config.recording();
    if (recording != null && kept != null && kept.replay()) {
      return RecordedJudge.replay(recording, identity);
    }
    ModelJudge judge = new ModelJudge(model(server), prompt, settings);
    return recording == null ? judge : RecordedJudge.record(recording, identity, judge);
  }

  @Override
  public void close() {
    models.values().forEach(ChatModel::close);
    if (recording != null) {
      recording.close();
    }
    if (reader != null) {
      reader.close();
    }
  }
}
