package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.core.image.PatchGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Who attends to whom among the patches of several pictures: patches in segments, segments of
/// equal length side by side so that they form one batch.
///
/// Plain arithmetic on indices. Patches are numbered picture after picture, each in the order of
/// its merged cells.
///
/// @param order for each place, the patch that stands there
/// @param runs batches of equal segments, in the order of the places
record WindowPlan(int[] order, List<Run> runs) {

  /// `count` segments of `length` patches each, one after the other.
  record Run(int count, int length) {}

  /// Segments are windows of `cells x cells` merged cells, cut off at a picture's edges.
  static WindowPlan windows(List<PatchGrid> pictures, int cells) {
    List<int[]> segments = new ArrayList<>();
    int first = 0;
    for (PatchGrid grid : pictures) {
      for (int top = 0; top < grid.cellRows(); top += cells) {
        for (int left = 0; left < grid.cellColumns(); left += cells) {
          segments.add(window(grid, first, top, left, cells));
        }
      }
      first += grid.patches();
    }
    return of(segments);
  }

  private static int[] window(PatchGrid grid, int first, int top, int left, int cells) {
    int bottom = Math.min(top + cells, grid.cellRows());
    int right = Math.min(left + cells, grid.cellColumns());
    int unit = grid.mergeSize() * grid.mergeSize();
    int[] patches = new int[(bottom - top) * (right - left) * unit];
    int at = 0;
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        int cell = row * grid.cellColumns() + column;
        for (int i = 0; i < unit; i++) {
          patches[at++] = first + cell * unit + i;
        }
      }
    }
    return patches;
  }

  /// Segments are whole pictures.
  static WindowPlan whole(List<PatchGrid> pictures) {
    List<int[]> segments = new ArrayList<>();
    int first = 0;
    for (PatchGrid grid : pictures) {
      int[] patches = new int[grid.patches()];
      Arrays.setAll(patches, new Numbering(first)::at);
      segments.add(patches);
      first += patches.length;
    }
    return of(segments);
  }

  private record Numbering(int first) {
    int at(int i) {
      return first + i;
    }
  }

  private static WindowPlan of(List<int[]> segments) {
    segments.sort(Comparator.comparingInt(segment -> segment.length));
    List<Run> runs = new ArrayList<>();
    int[] order = new int[segments.stream().mapToInt(segment -> segment.length).sum()];
    int at = 0;
    for (int[] segment : segments) {
      System.arraycopy(segment, 0, order, at, segment.length);
      at += segment.length;
      boolean fits = !runs.isEmpty() && runs.getLast().length == segment.length;
      int count = fits ? runs.removeLast().count + 1 : 1;
      runs.add(new Run(count, segment.length));
    }
    return new WindowPlan(order, runs);
  }

  /// For each patch, the place where it stands.
  int[] inverse() {
    return inverse(order);
  }

  /// The permutation that undoes another.
  static int[] inverse(int[] order) {
    int[] inverse = new int[order.length];
    for (int place = 0; place < order.length; place++) {
      inverse[order[place]] = place;
    }
    return inverse;
  }
}
