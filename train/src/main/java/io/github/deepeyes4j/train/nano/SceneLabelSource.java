package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.Sample.LabelledPicture;
import io.github.deepeyes4j.train.sft.SampleSource;
import io.github.deepeyes4j.world.scene.Scene;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Scenes as the vision tower meets them: whole, and cut around each small board.
record SceneLabelSource(TaskGenerator tasks, ImageProcessor view, long seed)
    implements SampleSource {
  @Override
  public Sample sample(long number) {
    SplittableRandom random = new SplittableRandom(seed + 31 * number).split();
    Scene scene = tasks.scene(random);
    List<LabelledPicture> pictures = new ArrayList<>();
    pictures.add(VisionLabels.ofScene(scene, view));
    scene.boards().stream()
        .filter(board -> !board.big())
        .limit(3)
        .map(board -> BoardCrop.of(scene, board, random))
        .forEach(crop -> pictures.add(VisionLabels.ofText(crop.picture(), crop.text(), view)));
    return new Sample.Labelled(pictures);
  }
}
