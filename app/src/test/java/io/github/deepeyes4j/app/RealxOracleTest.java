package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.sandbox.LocalSandbox;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.search.SearchTools;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.realx.Item;
import io.github.deepeyes4j.world.realx.Manifest;
import io.github.deepeyes4j.world.realx.RealxMini;
import io.github.deepeyes4j.world.realx.build.RealxBuilder;
import io.github.deepeyes4j.world.realx.oracle.OracleCheck;
import io.github.deepeyes4j.world.realx.oracle.OracleCheck.Outcome;
import io.github.deepeyes4j.world.realx.scene.TextReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The oracle over one question of each domain and set of abilities, with the real tools and with
/// each of them switched off.
class RealxOracleTest {
  @Test
  void answersWhatItsToolsReach(@TempDir Path folder) {
    Assets assets = Assets.load(Path.of("../assets"));
    Path directory = folder.resolve("realx-mini");
    RealxBuilder.build(assets, Manifest.release().seed(), directory, _ -> {});
    RealxMini benchmark = RealxMini.load(directory);
    Map<String, Item> cells = new LinkedHashMap<>();
    for (Item item : benchmark.items()) {
      cells.putIfAbsent(item.kind().domain() + " " + item.kind().abilities(), item);
    }
    try (CodeRunner codeRunner = LocalSandbox.open(PythonEnvironment.openDefault());
        SearchTools search = BenchmarkCheckCommand.search(benchmark)) {
      List<Outcome> outcomes =
          new OracleCheck(benchmark, new TextReader(assets.fonts()), codeRunner, search)
              .run(List.copyOf(cells.values()), _ -> {});
      assertThat(outcomes).hasSize(4);
      for (Outcome outcome : outcomes) {
        assertThat(outcome.items()).isEqualTo(35);
        assertThat(outcome.surprises()).as("%s off", outcome.off()).isEmpty();
      }
    }
  }
}
