package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.Sample.LabelledPicture;
import io.github.deepeyes4j.train.sft.SampleSource;
import io.github.deepeyes4j.world.scene.Board;
import io.github.deepeyes4j.world.scene.Scene;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Scenes as the vision tower meets them: whole, and cut around each small board.
final class SceneLabelSource implements SampleSource {
  private final TaskGenerator tasks;
  private final ImageProcessor view;
  private final long seed;

  SceneLabelSource(TaskGenerator tasks, ImageProcessor view, long seed) {
    this.tasks = tasks;
    this.view = view;
    this.seed = seed;
  }

  @Override
  public Sample sample(long number) {
    SplittableRandom random = new SplittableRandom(seed + 31 * number).split();
    Scene scene = tasks.scene(random);
    List<LabelledPicture> pictures = new ArrayList<>();
    pictures.add(VisionLabels.ofScene(scene, view));
    scene.boards().stream()
        .filter(board -> !board.big())
        .limit(3)
        .forEach(board -> pictures.add(crop(scene, board, random)));
    return new Sample.Labelled(pictures);
  }

  /// A cut with margins that vary as a model's boxes will.
  private LabelledPicture crop(Scene scene, Board board, SplittableRandom random) {
    Picture picture = scene.picture();
    double margin = 0.025 * Math.max(picture.width(), picture.height());
    Rectangle2D box = board.bounds();
    int left = (int) Math.max(0, box.getMinX() - margin * random.nextDouble(0.3, 1.7));
    int top = (int) Math.max(0, box.getMinY() - margin * random.nextDouble(0.3, 1.7));
    int right =
        (int) Math.min(picture.width(), box.getMaxX() + margin * random.nextDouble(0.3, 1.7));
    int bottom =
        (int) Math.min(picture.height(), box.getMaxY() + margin * random.nextDouble(0.3, 1.7));
    return VisionLabels.ofText(
        picture.crop(left, top, right, bottom), VisionLabels.placed(board, left, top), view);
  }
}
