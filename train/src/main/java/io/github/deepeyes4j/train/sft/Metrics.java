package io.github.deepeyes4j.train.sft;

import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.sft.Batches.Numbered;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// What a step measured on its own batch, by source, before it learned from it. Data is fresh in
/// every step, so these are held-out figures as far as the split's entities go.
final class Metrics {
  /// Sums of one source.
  static final class Tally {
    private double loss;
    private long units;
    private long right;
    private long samples;
    private long exact;

    /// Mean loss a token, or a label.
    double loss() {
      return units == 0 ? Double.NaN : loss / units;
    }

    /// Share of tokens whose likeliest value is the target.
    double accuracy() {
      return units == 0 ? Double.NaN : (double) right / units;
    }

    /// Share of samples in which every token is.
    double exactMatch() {
      return samples == 0 ? Double.NaN : (double) exact / samples;
    }

    private DoubleStream sums() {
      return DoubleStream.concat(
          DoubleStream.of(loss), LongStream.of(units, right, samples, exact).asDoubleStream());
    }

    boolean hasSamples() {
      return samples > 0;
    }
  }

  private final Map<String, Tally> bySource = new TreeMap<>();
  private final List<Numbered> faulty = new ArrayList<>();

  void addSample(String source, long units, long right) {
    Tally tally = tally(source);
    tally.units += units;
    tally.right += right;
    tally.samples++;
    tally.exact += right == units ? 1 : 0;
  }

  void addLoss(String source, double sum) {
    tally(source).loss += sum;
  }

  void addLabels(String source, double sum, long labels) {
    tally(source).loss += sum;
    tally(source).units += labels;
  }

  /// Notes a sample whose loss is no number.
  void addFaulty(Numbered sample) {
    faulty.add(sample);
  }

  private Tally tally(String source) {
    return bySource.computeIfAbsent(source, _ -> new Tally());
  }

  void addAll(Metrics other) {
    faulty.addAll(other.faulty);
    other.bySource.forEach((source, tally) -> {
      Tally sum = tally(source);
      sum.loss += tally.loss;
      sum.units += tally.units;
      sum.right += tally.right;
      sum.samples += tally.samples;
      sum.exact += tally.exact;
    });
  }

  /// The same of all processes together.
  ///
  /// @param sources all that may occur, in an order that all processes share
  Metrics sum(Collection<String> sources, ProcessGroup group) {
    double[] all =
        group.sum(
            sources.stream()
                .map(source -> bySource.getOrDefault(source, new Tally()))
                .flatMapToDouble(Tally::sums)
                .toArray());
    Metrics sum = new Metrics();
    int at = 0;
    for (String source : sources) {
      Tally tally = new Tally();
      tally.loss = all[at++];
      tally.units = (long) all[at++];
      tally.right = (long) all[at++];
      tally.samples = (long) all[at++];
      tally.exact = (long) all[at++];
      if (tally.units > 0 || tally.samples > 0) {
        sum.bySource.put(source, tally);
      }
    }
    return sum;
  }

  Map<String, Tally> bySource() {
    return bySource;
  }

  /// Samples of this process whose loss is no number.
  List<Numbered> faulty() {
    return faulty;
  }
}
