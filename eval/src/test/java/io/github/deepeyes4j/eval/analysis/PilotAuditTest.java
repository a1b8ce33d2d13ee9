package io.github.deepeyes4j.eval.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.score.audit.Flag;
import io.github.deepeyes4j.core.score.audit.RolloutAudit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// How often the audit's flags are right on episodes of the pilot experiments, read and labelled by
/// hand: all that were flagged of 1,800, and some of the others with a text to quote.
class PilotAuditTest {
  /// What an episode did with the text that its tools gave.
  private enum Label {
    USED,
    /// It answered with something else.
    IGNORED,
    /// It answered with the result less, more, or other than a digit or two.
    MISCOPIED,
    /// It had its answer printed.
    CONSTANT
  }

  private record Episode(Label label, Set<Flag> flags) {}

  private final List<Episode> episodes = read();

  private static List<Episode> read() {
    JsonMapper json = JsonMapper.shared();
    Path file =
        Path.of("src/test/resources/io/github/deepeyes4j/eval/analysis/pilot-episodes.jsonl");
    try (var lines = Files.lines(file)) {
      return lines
          .map(json::readTree)
          .map(line ->
              new Episode(
                  Label.valueOf(line.get("label").asString().toUpperCase(Locale.ROOT)),
                  RolloutAudit.of(
                          StoredEpisode.audited(
                              json.treeToValue(line.get("trajectory"), TrajectoryJson.class)))
                      .flags()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long count(Flag flag, Label... labels) {
    return episodes.stream()
        .filter(each -> each.flags().contains(flag))
        .filter(each -> Arrays.asList(labels).contains(each.label()))
        .count();
  }

  private long count(Label label) {
    return episodes.stream().filter(each -> each.label() == label).count();
  }

  @Test
  void flagsNothingThatWasUsed() {
    assertThat(episodes).hasSize(69);
    for (Flag flag : Flag.values()) {
      assertThat(count(flag, Label.USED)).as(flag.wireName()).isZero();
    }
  }

  @Test
  void halfOfTheIgnoredOutputsWereMiscopied() {
    for (Flag flag : List.of(Flag.OUTPUT_IGNORED, Flag.OBSERVATION_UNUSED)) {
      assertThat(count(flag, Label.IGNORED)).isEqualTo(7);
      assertThat(count(flag, Label.MISCOPIED)).isEqualTo(8);
      assertThat(count(flag, Label.CONSTANT)).isZero();
    }
    assertThat(count(Label.IGNORED)).isEqualTo(8);
    assertThat(count(Label.MISCOPIED)).isEqualTo(13);
  }

  @Test
  void printedAnswersAreConstants() {
    assertThat(count(Flag.ANSWER_PRINTED, Label.CONSTANT)).isEqualTo(5);
    assertThat(count(Flag.ANSWER_PRINTED, Label.IGNORED, Label.MISCOPIED)).isZero();
    assertThat(count(Label.CONSTANT)).isEqualTo(7);
  }
}
