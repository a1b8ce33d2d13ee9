package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.core.image.PatchGrid;
import io.github.deepeyes4j.core.image.Patches;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.ParameterSource;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// Qwen2.5-VL's vision tower (arXiv 2502.13923, section 2.1.1): patches embedded linearly, layers
/// with two-dimensional rotary positions that attend within windows except for a few that see the
/// whole picture, and a merger that makes one language-model token of each 2x2 patches.
final class VisionTower {
  /// The base of the rotary frequencies; not configurable in the reference.
  private static final double ROPE_THETA = 10_000;

  private final QwenVlConfig.Vision config;
  private final Placement placement;
  private final Tensor kernel;
  private final List<VisionLayer> layers = new ArrayList<>();
  private final RmsNorm mergerNorm;
  private final Linear mergerIn;
  private final Linear mergerOut;
  private final float[] frequencies;

  VisionTower(ParameterSource source, QwenVlConfig.Vision config, Placement placement) {
    this.config = config;
    this.placement = placement;
    int width = config.width();
    this.kernel =
        source.parameter(
            "visual.patch_embed.proj.weight",
            width,
            3,
            config.temporalPatch(),
            config.patch(),
            config.patch());
    for (int i = 0; i < config.layers(); i++) {
      layers.add(new VisionLayer(source, i, config));
    }
    long merged = (long) width * config.merge() * config.merge();
    this.mergerNorm = new RmsNorm(source, "visual.merger.ln_q", width, 1e-6);
    this.mergerIn = Linear.biased(source, "visual.merger.mlp.0", merged, merged);
    this.mergerOut = Linear.biased(source, "visual.merger.mlp.2", config.outWidth(), merged);
    this.frequencies = Rotary.frequencies(ROPE_THETA, config.headWidth() / 2);
  }

  /// Features of all pictures, one row a merged cell: `C x outWidth`, picture after picture.
  Tensor apply(List<Patches> pictures, Adaptation adaptation) {
    List<PatchGrid> grids = pictures.stream().map(Patches::grid).toList();
    WindowPlan windows =
        WindowPlan.windows(grids, config.window() / config.patch() / config.merge());
    WindowPlan whole = WindowPlan.whole(grids);
    int[] place = windows.inverse();
    int[] wholeOrder = new int[place.length];
    for (int i = 0; i < place.length; i++) {
      wholeOrder[i] = place[whole.order()[i]];
    }
    VisionLayer.Segments within =
        new VisionLayer.Segments(windows.runs(), new TensorOptional(), new TensorOptional());
    VisionLayer.Segments across =
        new VisionLayer.Segments(
            whole.runs(), indices(wholeOrder), indices(WindowPlan.inverse(wholeOrder)));

    Tensor h = embed(values(pictures), adaptation).index_select(0, index(windows.order()));
    Rotary rotary = rotary(grids, windows.order());
    for (int i = 0; i < layers.size(); i++) {
      VisionLayer.Segments segments = config.fullAttention().contains(i) ? across : within;
      h = layers.get(i).apply(h, rotary, segments, adaptation);
    }
    return merge(h.index_select(0, index(place)), adaptation);
  }

  /// A convolution whose kernel is its stride is a matrix product on flattened patches.
  private Tensor embed(Tensor patches, Adaptation adaptation) {
    Tensor matrix = kernel.view(config.width(), config.patchValues());
    return Linear.of("visual.patch_embed.proj", matrix).apply(patches, adaptation);
  }

  private Tensor values(List<Patches> pictures) {
    List<Tensor> parts = new ArrayList<>();
    for (Patches picture : pictures) {
      parts.add(Tensors.of(picture.values(), picture.grid().patches(), config.patchValues()));
    }
    return placement.place(parts.size() == 1 ? parts.getFirst() : Tensors.concat(0, parts));
  }

  private Tensor merge(Tensor x_ND, Adaptation adaptation) {
    long unit = (long) config.merge() * config.merge();
    Tensor cells = mergerNorm.apply(x_ND).reshape(x_ND.size(0) / unit, unit * config.width());
    return mergerOut.apply(torch.gelu(mergerIn.apply(cells, adaptation)), adaptation);
  }

  /// Half of a head's frequencies turn with a patch's row, half with its column.
  private Rotary rotary(List<PatchGrid> grids, int[] order) {
    int perAxis = frequencies.length;
    float[] natural = new float[order.length * 2 * perAxis];
    int at = 0;
    for (PatchGrid grid : grids) {
      int unit = grid.mergeSize() * grid.mergeSize();
      for (int patch = 0; patch < grid.patches(); patch++) {
        int cell = patch / unit;
        int inCell = patch % unit;
        int row = cell / grid.cellColumns() * grid.mergeSize() + inCell / grid.mergeSize();
        int column = cell % grid.cellColumns() * grid.mergeSize() + inCell % grid.mergeSize();
        for (int i = 0; i < perAxis; i++) {
          natural[at + i] = row * frequencies[i];
          natural[at + perAxis + i] = column * frequencies[i];
        }
        at += 2 * perAxis;
      }
    }
    float[] ordered = new float[natural.length];
    for (int place = 0; place < order.length; place++) {
      System.arraycopy(
          natural, order[place] * 2 * perAxis, ordered, place * 2 * perAxis, 2 * perAxis);
    }
    return Rotary.of(ordered, placement.single(), order.length, 1, 1, 2L * perAxis);
  }

  private TensorOptional indices(int[] values) {
    return new TensorOptional(index(values));
  }

  private Tensor index(int[] values) {
    return placement.move(Tensors.indices(values));
  }
}
