package io.github.deepeyes4j.world.realx.oracle;

import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.world.realx.Item;
import io.github.deepeyes4j.world.realx.RealxMini;
import io.github.deepeyes4j.world.realx.Tool;
import io.github.deepeyes4j.world.realx.scene.TextReader;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/// Runs the oracle over items with all tools, and with each tool switched off: it must answer all
/// of the former, and of the latter exactly those that do not need the tool.
public final class OracleCheck {
  private static final Protocol PROTOCOL = new Protocol("Solve.", "{question}", false, true);

  private final RealxMini benchmark;
  private final OracleModel oracle;
  private final CodeRunner codeRunner;
  private final SearchClient search;

  /// @param reader what the oracle sees with
  public OracleCheck(
      RealxMini benchmark, TextReader reader, CodeRunner codeRunner, SearchClient search) {
    this.benchmark = benchmark;
    this.oracle = new OracleModel(benchmark, reader);
    this.codeRunner = codeRunner;
    this.search = search;
  }

  /// How one run over the items went.
  ///
  /// @param off what was switched off: a tool's label, or `none`
  /// @param expected items that do not need what was off
  /// @param right items that were answered rightly
  /// @param surprises ids of items that were answered although they need the tool, or were not
  ///   although they do not, with what was answered
  public record Outcome(String off, int items, int expected, int right, List<String> surprises) {
    public Outcome {
      surprises = List.copyOf(surprises);
    }
  }

  /// Runs all four settings.
  ///
  /// @param progress told how many episodes are done, of four for each item
  public List<Outcome> run(List<Item> items, IntConsumer progress) {
    Map<String, Set<Tool>> settings = new LinkedHashMap<>();
    settings.put("none", Set.of());
    for (Tool tool : Tool.values()) {
      settings.put(tool.label(), EnumSet.of(tool));
    }
    List<Outcome> outcomes = new ArrayList<>();
    settings.forEach((name, off) -> {
      int done = outcomes.size() * items.size();
      outcomes.add(run(name, off, items, n -> progress.accept(done + n)));
    });
    return outcomes;
  }

  private Outcome run(String name, Set<Tool> off, List<Item> items, IntConsumer progress) {
    List<String> surprises = new ArrayList<>();
    int expected = 0;
    int right = 0;
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      Trajectory trajectory = episode(item, off);
      boolean isRight = trajectory.answer().filter(item.answer()::accepts).isPresent();
      boolean isExpected = item.tools().stream().noneMatch(off::contains);
      expected += isExpected ? 1 : 0;
      right += isRight ? 1 : 0;
      if (isRight != isExpected) {
        surprises.add(
            "%s (%s): %s, right is %s"
                .formatted(
                    item.id(),
                    item.kind().template(),
                    trajectory.answer().orElse(trajectory.stop().wireName()),
                    item.answer().value()));
      }
      progress.accept(i + 1);
    }
    return new Outcome(name, items.size(), expected, right, surprises);
  }

  private Trajectory episode(Item item, Set<Tool> off) {
    ToolSwitch tools = new ToolSwitch(codeRunner, search, off);
    Trajectory trajectory =
        new Rollout(oracle, tools.code(), tools.searching(), PROTOCOL, Limits.defaults())
            .run(benchmark.question(item), Sampling.greedy(1));
    if (trajectory.stop() == StopReason.INFRASTRUCTURE) {
      throw new IllegalStateException(
          item.id() + ": " + trajectory.failure().orElse("a tool failed"));
    }
    return trajectory;
  }
}
