package io.github.deepeyes4j.eval.benchmark;

import java.util.List;

/// What an answer rests on, as far as the benchmark says so.
///
/// @param boxes parts of the first picture that must be seen
/// @param documents addresses or titles of pages that state what is asked for
public record Evidence(List<Box> boxes, List<String> documents) {
  public static final Evidence NONE = new Evidence(List.of(), List.of());

  public Evidence {
    boxes = List.copyOf(boxes);
    documents = List.copyOf(documents);
  }

  /// A part of a picture in its pixels, from a corner (inclusive) to another (exclusive).
  public record Box(double left, double top, double right, double bottom) {
    /// 0 for what is turned inside out.
    public double area() {
      return Math.max(0, right - left) * Math.max(0, bottom - top);
    }

    public Box intersection(Box other) {
      return new Box(
          Math.max(left, other.left),
          Math.max(top, other.top),
          Math.min(right, other.right),
          Math.min(bottom, other.bottom));
    }

    /// Shared area over joint area; 0 of nothing.
    public double intersectionOverUnion(Box other) {
      double shared = intersection(other).area();
      double joint = area() + other.area() - shared;
      return joint > 0 ? shared / joint : 0;
    }

    /// The share of `target` that lies in this box; 0 of an empty target.
    public double coverage(Box target) {
      return target.area() > 0 ? intersection(target).area() / target.area() : 0;
    }
  }
}
