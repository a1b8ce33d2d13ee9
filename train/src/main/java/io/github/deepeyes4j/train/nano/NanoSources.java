package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.train.sft.SampleSource;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Split;
import io.github.deepeyes4j.world.task.TaskClass;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Everything the nano model is taught from, by name: `copy`, `recall`, `scan`, `read`,
/// `transcribe`, `pages`, `scenes`, the task classes, `direct` (all classes answered without tools
/// where the prompt asks for that: a fair baseline) and `guess` (those that need a tool, answered
/// without one all the same: what a model does that has not learned of tools). All of it from the
/// training split.
public final class NanoSources {
  private NanoSources() {}

  /// The sources for a model directory's tokenizer, view and prompts.
  public static Map<String, SampleSource> open(
      Path modelDirectory, Assets assets, NanoTools tools, long seed) {
    ImageProcessor view = ImageProcessor.load(modelDirectory.resolve("preprocessor_config.json"));
    Tokenizer tokenizer = Tokenizer.load(modelDirectory.resolve("tokenizer.json"));
    ChatEncoder encoder = new ChatEncoder(tokenizer, view);
    Protocol.Modes modes = Configs.load(modelDirectory.resolve("agent.yaml"), Protocol.Modes.class);
    TaskGenerator tasks = new TaskGenerator(assets, Split.TRAIN, view);
    Map<String, SampleSource> sources = new HashMap<>();
    sources.put("read", new ReadSource(tasks, modes.agent(), encoder, seed));
    sources.put("scan", new ScanSource(tasks, modes.agent(), encoder, seed));
    sources.put("copy", new CopySource(encoder, names(assets), pieces(tokenizer), seed));
    sources.put("recall", new RecallSource(encoder, seed));
    sources.put("pages", new PageSource(assets.fonts(), view, seed));
    sources.put(
        "transcribe", new TranscribeSource(assets.fonts(), view, modes.agent(), encoder, seed));
    sources.put("scenes", new SceneLabelSource(tasks, view, seed));
    for (TaskClass kind : TaskClass.values()) {
      sources.put(kind.label(), new TaskSource(tasks, kind, tools, modes.agent(), encoder, seed));
    }
    List<TaskClass> all = List.of(TaskClass.values());
    sources.put(
        "direct",
        new DirectSource(tasks, all, Objects.requireNonNull(modes.direct()), "", encoder, seed));
    List<TaskClass> beyondSight = all.stream().filter(kind -> kind != TaskClass.EASY).toList();
    sources.put(
        "guess",
        new DirectSource(
            tasks, beyondSight, modes.agent(), "<think>I guess.</think>\n", encoder, seed));
    return sources;
  }

  /// Every learned piece of text in the vocabulary, so that all of them are copied now and then.
  private static List<String> pieces(Tokenizer tokenizer) {
    return IntStream.range(0, tokenizer.vocabularySize())
        .mapToObj(tokenizer::decode)
        .filter(piece -> piece.matches("[ -;=?-~]+"))
        .toList();
  }

  private static List<String> names(Assets assets) {
    return assets.facts(Split.TRAIN).stream()
        .flatMap(fact ->
            Stream.of(
                fact.entity(),
                fact.entity().toUpperCase(Locale.ROOT),
                fact.answer(),
                fact.evidence()))
        .distinct()
        .toList();
  }
}
