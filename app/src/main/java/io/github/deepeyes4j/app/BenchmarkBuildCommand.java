package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.realx.Manifest;
import io.github.deepeyes4j.world.realx.RealxMini;
import io.github.deepeyes4j.world.realx.build.RealxBuilder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `deepeyes benchmark build`: a benchmark's files.
@Command(
    name = "build",
    description = {
      "Writes the questions, pictures and documents of a benchmark. The same assets and seed give"
          + " the same benchmark; the default seed gives the release.",
    })
final class BenchmarkBuildCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "realx-mini.")
  private String name = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A directory that is empty or not there yet.")
  private Path out = Path.of(".");

  @Option(
      names = "--assets",
      paramLabel = "DIR",
      description = "Pictures, facts, corpus and fonts to make it of. Default: those shipped.")
  private @Nullable Path assets;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", description = "Print one JSON object: name, seed, counts, digest.")
  private boolean json;

  @Override
  public Integer call() {
    requireKnown(name);
    Assets loaded = Assets.load(assets == null ? Home.assets() : assets);
    ProgressLine progress = new ProgressLine("questions", RealxBuilder.QUESTIONS);
    Manifest manifest = RealxBuilder.build(loaded, seed, out, progress::update);
    System.out.println(json ? json(manifest) : text(manifest));
    return 0;
  }

  static void requireKnown(String name) {
    if (!name.equals(RealxMini.NAME)) {
      throw new BadInputException(
          "benchmark '%s' is unknown; allowed: %s".formatted(name, RealxMini.NAME));
    }
  }

  private static String json(Manifest manifest) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("name", manifest.name());
    report.put("seed", manifest.seed());
    report.put("counts", manifest.counts());
    report.put("digest", manifest.digest());
    return JsonMapper.shared().writeValueAsString(report);
  }

  private String text(Manifest manifest) {
    Manifest.Counts counts = manifest.counts();
    return "%d questions in %s: %d perception, %d reasoning, %d search, %d all three%ndigest %s"
        .formatted(
            counts.total(),
            out,
            counts.perception(),
            counts.reasoning(),
            counts.search(),
            counts.all(),
            manifest.digest());
  }
}
