package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.SampleSource;
import java.awt.Font;
import java.util.List;
import java.util.SplittableRandom;

/// Pages of text for the vision tower: the cheapest way to learn what characters look like.
record PageSource(List<Font> fonts, ImageProcessor view, long seed) implements SampleSource {
  @Override
  public Sample sample(long number) {
    TextPage page = TextPage.random(new SplittableRandom(seed + 17 * number).split(), fonts, view);
    return new Sample.Labelled(List.of(VisionLabels.ofText(page.picture(), page.text(), view)));
  }
}
