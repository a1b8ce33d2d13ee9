package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.score.judge.JudgeConfig;
import io.github.deepeyes4j.core.score.judge.Judges;
import io.github.deepeyes4j.data.CurationConfig;
import io.github.deepeyes4j.data.CurationConfig.Model;
import io.github.deepeyes4j.data.CurationConfig.Source;
import io.github.deepeyes4j.data.CurationParts;
import io.github.deepeyes4j.data.ask.Asker.Respondent;
import io.github.deepeyes4j.data.ask.Rewriter;
import io.github.deepeyes4j.data.ask.Teacher;
import io.github.deepeyes4j.data.source.ExampleSource;
import io.github.deepeyes4j.data.source.ExpertTeacher;
import io.github.deepeyes4j.data.source.FileSource;
import io.github.deepeyes4j.data.source.WorldSource;
import io.github.deepeyes4j.search.leak.Blocklist;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Split;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Opens what a curation's configuration names: sources, models, judges, tools.
final class CurationSetup {
  private final CurationConfig config;
  private final Path out;
  private final Opened opened;
  private final ModelOption base;
  private final Protocol.Modes modes;
  private final Assets assets;
  private final CodeRunner codeRunner;
  private final SearchClient search;
  private final Map<String, ChatModel> models = new HashMap<>();

  /// @param opened closes what this opens
  CurationSetup(CurationConfig config, Path out, ToolOptions tools, Opened opened) {
    this.config = config;
    this.out = out;
    this.opened = opened;
    this.base = option(config.base());
    this.modes = base.modes();
    this.assets = Assets.load(Home.assets());
    this.codeRunner = opened.add(tools.codeRunner());
    this.search =
        opened.add(tools.search(assets.directory()).guarded(Blocklist.standard())).tools();
  }

  CurationParts parts() {
    Protocol direct = modes.direct();
    if (direct == null) {
      throw new BadInputException(
          "base: its prompts have no 'direct' mode, which 'difficulty' asks in");
    }
    Judges judges = opened.add(JudgeSetup.open(judging()));
    List<ExampleSource> sources = config.sources().stream().map(this::source).toList();
    Model rewriter = config.rewriter();
    return new CurationParts(
        sources,
        config.benchmarks().stream().map(this::source).toList(),
        judges.consistency(),
        judges.maths(),
        atOnce(config.base(), direct),
        withTools(config.base(), config.base().model(), modes.agent()),
        config.teachers().stream().map(teacher -> teacher(teacher, sources)).toList(),
        rewriter == null ? null : atOnce(rewriter, Rewriter.PROTOCOL));
  }

  /// Judgements of a model are kept beside the rest that was asked.
  private JudgeConfig judging() {
    JudgeConfig judge = config.judging();
    if (judge.mode() == JudgeConfig.Mode.RULES || judge.recording() != null) {
      return judge;
    }
    Path file = out.resolve("journal/judgements.jsonl");
    return new JudgeConfig(
        judge.mode(),
        judge.server(),
        judge.second(),
        judge.consistency(),
        judge.maths(),
        new JudgeConfig.Recording(file, false));
  }

  private static ModelOption option(Model model) {
    return ModelOption.of(model.model(), model.servedName(), model.prompts());
  }

  private ChatModel started(Model model) {
    return models.computeIfAbsent(
        model.model() + "\0" + model.servedName(),
        _ -> opened.add(option(model).start(config.concurrent())));
  }

  private static Sampling sampling(Model model) {
    return new Sampling(model.temperature(), 1, 0, 0, model.maxTokens(), List.of(), List.of());
  }

  private Respondent atOnce(Model model, Protocol protocol) {
    Rollout rollout =
        new Rollout(started(model), codeRunner, SearchClient.off(), protocol, Limits.oneTurn());
    return new Respondent(model.model(), rollout, sampling(model), model.priceOrFree());
  }

  private Rollout withTools(ChatModel model, Protocol protocol) {
    return new Rollout(model, codeRunner, search, protocol, Limits.defaults());
  }

  private Respondent withTools(Model model, String name, Protocol protocol) {
    return new Respondent(
        name, withTools(started(model), protocol), sampling(model), model.priceOrFree());
  }

  private Teacher teacher(CurationConfig.Teacher teacher, List<ExampleSource> sources) {
    Model model = teacher.model();
    if (model == null) {
      List<WorldSource> worlds =
          sources.stream()
              .flatMap(s -> s instanceof WorldSource world ? Stream.of(world) : Stream.empty())
              .toList();
      return new ExpertTeacher(teacher.name(), worlds, m -> withTools(m, modes.agent()));
    }
    Protocol protocol = model.prompts() == null ? modes.agent() : option(model).modes().agent();
    Respondent respondent = withTools(model, teacher.name(), protocol);
    return _ -> Optional.of(respondent);
  }

  private ExampleSource source(Source source) {
    CurationConfig.World world = source.world();
    if (world == null) {
      return new FileSource(
          source.name(),
          source.licenceText(),
          Path.of(String.valueOf(source.file())),
          source.images() == null ? null : Path.of(source.images()),
          source.category());
    }
    return new WorldSource(
        source.name(),
        source.licenceText(),
        new TaskGenerator(assets, Split.named(world.split()), base.view()),
        world.seed(),
        world.count());
  }
}
