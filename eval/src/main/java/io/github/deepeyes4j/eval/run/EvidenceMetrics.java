package io.github.deepeyes4j.eval.run;

import io.github.deepeyes4j.core.agent.Action;
import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.Turn;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.score.AnswerMatch;
import io.github.deepeyes4j.eval.benchmark.Evidence.Box;
import io.github.deepeyes4j.eval.benchmark.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether the tools showed the model what the answer rests on. Stateless.
///
/// Of boxes: `crop-iou` and `crop-coverage`, the best intersection over union and the best covered
/// share of a target by one crop, averaged over targets; `crop-contains`, whether each target lies
/// in a crop to [#WHOLE]; `box-iou`, the same intersection over union for boxes that the model
/// states as `<box>[x1,y1,x2,y2]</box>` (TreeBench). Of searches: `answer-in-page`, whether an
/// accepted answer stands in what a search returned; `documents`, the share of the needed pages
/// that were returned. Whatever has no meaning for an episode is left out: crops of a question
/// without boxes, pages of an episode that never searched and needed not to.
public final class EvidenceMetrics {
  /// The share of a target from which on it counts as contained.
  static final double WHOLE = 0.95;

  /// Shorter answers stand in any page.
  private static final int SHORTEST = 2;

  private static final Pattern STATED =
      Pattern.compile("<box>\\s*\\[(\\d{1,6}),(\\d{1,6}),(\\d{1,6}),(\\d{1,6})]");

  private EvidenceMetrics() {}

  /// A picture that was cut out of an earlier one; both counted from 1 as the model counts them.
  ///
  /// @param box in pixels of the source
  public record Cut(int picture, int source, Box box) {}

  /// Port: finds where the pictures that code returned were cut.
  public interface Cuts {
    List<Cut> of(Trajectory trajectory);
  }

  static Map<String, Double> of(Item item, Trajectory trajectory, Cuts cuts) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    List<Box> targets = item.evidence().boxes();
    if (!targets.isEmpty()) {
      List<Box> crops = inFirstPicture(trajectory, cuts.of(trajectory));
      metrics.put("crop-iou", best(targets, crops, Box::intersectionOverUnion));
      metrics.put("crop-coverage", best(targets, crops, Box::coverage));
      metrics.put("crop-contains", contains(targets, crops) ? 1.0 : 0.0);
      metrics.put("box-iou", best(targets, stated(trajectory), Box::intersectionOverUnion));
    }
    List<String> pages = pages(trajectory);
    List<String> documents = item.evidence().documents();
    if (!documents.isEmpty()) {
      long found =
          documents.stream().filter(name -> pages.stream().anyMatch(p -> p.contains(name))).count();
      metrics.put("documents", (double) found / documents.size());
    }
    if (!pages.isEmpty()) {
      metrics.put("answer-in-page", statesAnswer(item, pages) ? 1.0 : 0.0);
    }
    return metrics;
  }

  private interface Measure {
    double of(Box box, Box target);
  }

  /// Each target's best value, averaged.
  private static double best(List<Box> targets, List<Box> boxes, Measure measure) {
    ToDoubleFunction<Box> bestOf =
        target -> boxes.stream().mapToDouble(box -> measure.of(box, target)).max().orElse(0);
    return targets.stream().mapToDouble(bestOf).average().orElse(0);
  }

  private static boolean contains(List<Box> targets, List<Box> crops) {
    return targets.stream()
        .allMatch(target -> crops.stream().anyMatch(crop -> crop.coverage(target) >= WHOLE));
  }

  private static List<Box> stated(Trajectory trajectory) {
    List<Box> boxes = new ArrayList<>();
    for (Turn turn : trajectory.turns()) {
      Matcher box = STATED.matcher(turn.generation().turn());
      while (box.find()) {
        boxes.add(
            new Box(
                Integer.parseInt(box.group(1)),
                Integer.parseInt(box.group(2)),
                Integer.parseInt(box.group(3)),
                Integer.parseInt(box.group(4))));
      }
    }
    return boxes;
  }

  /// Cuts out of the first picture, those of its cuts included, in its pixels.
  static List<Box> inFirstPicture(Trajectory trajectory, List<Cut> cuts) {
    List<Picture> pictures = new ArrayList<>(trajectory.question().pictures());
    trajectory.turns().stream()
        .flatMap(turn -> turn.observed().stream())
        .map(Observation::pictures)
        .forEach(pictures::addAll);
    Map<Integer, Box> places = new HashMap<>();
    List<Box> boxes = new ArrayList<>();
    if (!pictures.isEmpty()) {
      Picture first = pictures.getFirst();
      places.put(1, new Box(0, 0, first.width(), first.height()));
    }
    for (Cut cut : cuts) {
      Box place = places.get(cut.source());
      if (place != null) {
        Picture source = pictures.get(cut.source() - 1);
        Box box = placed(cut.box(), source, place);
        places.put(cut.picture(), box);
        boxes.add(box);
      }
    }
    return boxes;
  }

  /// A box of a picture, where that picture fills `place`.
  private static Box placed(Box box, Picture picture, Box place) {
    double across = (place.right() - place.left()) / picture.width();
    double down = (place.bottom() - place.top()) / picture.height();
    return new Box(
        place.left() + across * box.left(),
        place.top() + down * box.top(),
        place.left() + across * box.right(),
        place.top() + down * box.bottom());
  }

  /// What searches returned, each as text.
  private static List<String> pages(Trajectory trajectory) {
    return trajectory.turns().stream()
        .filter(turn ->
            turn.action() instanceof Action.Search || turn.action() instanceof Action.ImageSearch)
        .flatMap(turn -> turn.observed().stream())
        .map(Observation::text)
        .toList();
  }

  private static boolean statesAnswer(Item item, List<String> pages) {
    List<String> normal = pages.stream().map(AnswerMatch::normalize).toList();
    return item.answers().stream()
        .map(AnswerMatch::normalize)
        .filter(answer -> answer.length() >= SHORTEST)
        .anyMatch(answer -> normal.stream().anyMatch(page -> holds(page, answer)));
  }

  private static boolean holds(String page, String answer) {
    return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(answer) + "(?![\\p{L}\\p{N}])")
        .matcher(page)
        .find();
  }
}
