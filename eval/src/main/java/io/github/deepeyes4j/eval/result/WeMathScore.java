package io.github.deepeyes4j.eval.result;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// WeMath's score (Qiao et al., arXiv 2407.01284, section 2.3): a problem of two or three steps is
/// asked whole (`3steps_multi`) and step by step (`3steps_1`, …).
///
/// Insufficient knowledge (IK): the whole wrong and a step wrong. Inadequate generalization (IG):
/// all steps right, the whole wrong. Rote memorization (RM): the whole right although a step
/// (strict) or all steps (loose) are wrong. Complete mastery: the rest. The score is (n - IG / 2 -
/// RM - IK) / n over n problems, of which the whole benchmark has 525.
final class WeMathScore {
  private int problems;
  private int insufficient;
  private int inadequate;
  private int roteStrict;
  private int roteLoose;

  WeMathScore(List<Sample> samples) {
    samples.stream()
        .collect(Collectors.groupingBy(sample -> sample.ownField("ID") + "\0" + steps(sample)))
        .values()
        .forEach(this::count);
  }

  /// `2steps` or `3steps`.
  private static String steps(Sample sample) {
    String key = sample.field("key");
    int end = key.indexOf('_');
    return end < 0 ? key : key.substring(0, end);
  }

  private void count(List<Sample> problem) {
    Map<Boolean, List<Sample>> parts =
        problem.stream()
            .collect(Collectors.partitioningBy(sample -> sample.field("key").endsWith("_multi")));
    List<Sample> whole = parts.getOrDefault(true, List.of());
    List<Sample> steps = parts.getOrDefault(false, List.of());
    if (whole.isEmpty() || steps.isEmpty()) {
      return;
    }
    problems++;
    boolean right = isRight(whole.getFirst());
    boolean all = steps.stream().allMatch(WeMathScore::isRight);
    boolean none = steps.stream().noneMatch(WeMathScore::isRight);
    if (right) {
      roteStrict += all ? 0 : 1;
      roteLoose += none ? 1 : 0;
    } else if (all) {
      inadequate++;
    } else {
      insufficient++;
    }
  }

  private static boolean isRight(Sample sample) {
    return sample.value() >= 0.5;
  }

  SequencedMap<String, Double> numbers() {
    SequencedMap<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("strict", score(roteStrict));
    numbers.put("loose", score(roteLoose));
    numbers.put("insufficient-knowledge", share(insufficient));
    numbers.put("inadequate-generalization", share(inadequate));
    numbers.put("rote-memorization-strict", share(roteStrict));
    numbers.put("rote-memorization-loose", share(roteLoose));
    return numbers;
  }

  private double score(int rote) {
    return share(problems - rote - insufficient) - share(inadequate) / 2;
  }

  private double share(int count) {
    return problems == 0 ? Double.NaN : (double) count / problems;
  }
}
