package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.WholeFile;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.TrajectoryStore;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Split;
import io.github.deepeyes4j.world.expert.ScriptedExpert;
import io.github.deepeyes4j.world.expert.UnsolvedException;
import io.github.deepeyes4j.world.task.Task;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `deepeyes world`: nano tasks as files.
@Command(
    name = "world",
    description = {
      "Generates nano tasks: tasks.jsonl and images/. The same split, seed and assets give the same"
          + " files.",
      "With --trajectories the scripted expert solves them with the real tools."
    })
final class WorldCommand implements Callable<Integer> {
  @Option(names = "--split", defaultValue = "train", description = "train, dev or test.")
  private String split = "train";

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--count", defaultValue = "200", description = "Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "A directory.")
  private Path out = Path.of(".");

  @Option(
      names = "--assets",
      paramLabel = "DIR",
      description = "Pictures, facts, corpus and fonts to make tasks of. Default: those shipped.")
  private @Nullable Path assetsDirectory;

  @Option(
      names = "--trajectories",
      description = "Also write how the scripted expert solves each task.")
  private boolean trajectories;

  @Option(names = "--json", description = "Print one JSON object with the counts.")
  private boolean json;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private ToolOptions tools = new ToolOptions();

  @Override
  public Integer call() throws Exception {
    if (count < 1) {
      throw new BadInputException("--count %d must be at least 1".formatted(count));
    }
    Split part = Split.named(split);
    Assets assets = Assets.load(assetsDirectory == null ? Home.assets() : assetsDirectory);
    TaskGenerator generator = new TaskGenerator(assets, part, model.view());
    List<Task> tasks = new ArrayList<>();
    TrajectoryStore store = TrajectoryStore.open(out);
    ProgressLine progress = new ProgressLine("tasks", count);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Task task = generator.task(seed, i);
      for (Picture picture : task.question().pictures()) {
        store.addPicture(picture);
      }
      tasks.add(task);
      lines.add(JsonMapper.shared().writeValueAsString(row(task)));
      progress.update(i + 1);
    }
    write(out.resolve("tasks.jsonl"), lines);
    int solved = trajectories ? solve(tasks, store, assets) : 0;
    System.out.println(
        json
            ? JsonMapper.shared().writeValueAsString(Map.of("tasks", count, "trajectories", solved))
            : "%d tasks, %d trajectories in %s".formatted(count, solved, out));
    return 0;
  }

  private static Map<String, Object> row(Task task) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", task.question().id());
    row.put("class", task.kind().label());
    row.put("question", task.question().text());
    row.put("answers", task.answers());
    row.put("images", task.question().pictures().stream().map(Picture::digest).toList());
    return row;
  }

  private static void write(Path file, List<String> lines) throws IOException {
    WholeFile.write(file, lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
  }

  private int solve(List<Task> tasks, TrajectoryStore store, Assets assets) throws IOException {
    Protocol protocol = model.modes().agent();
    int solved = 0;
    Files.deleteIfExists(out.resolve("trajectories.jsonl"));
    try (CodeRunner codeRunner = tools.codeRunner();
        SearchSetup search = tools.search(assets.directory())) {
      for (Task task : tasks) {
        try (ScriptedExpert expert = new ScriptedExpert(task)) {
          Trajectory trajectory =
              new Rollout(expert, codeRunner, search.tools(), protocol, Limits.defaults())
                  .run(task.question(), Sampling.greedy(1));
          store.add(trajectory);
          solved++;
        } catch (UnsolvedException e) {
          System.err.println(task.question().id() + ": not solved: " + e.getMessage());
        }
      }
    }
    return solved;
  }
}
