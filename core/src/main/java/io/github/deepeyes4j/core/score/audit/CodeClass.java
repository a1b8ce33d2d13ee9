package io.github.deepeyes4j.core.score.audit;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What a code cell is for, by rules over its syntax tree. A cell that does several things has the
/// first class that applies.
public enum CodeClass {
  /// Draws onto a picture: a drawing call of PIL's `ImageDraw` or of OpenCV, or one of Matplotlib
  /// in a cell that shows a picture by `imshow`.
  MARK,
  /// Cuts a region out: a call of `crop`, or a subscript with two slices that have bounds.
  CROP,
  /// Any other work on a picture, the paper's *other*: a preloaded picture, an imaging library, or
  /// a method that only pictures have (`resize`, `rotate`, `convert`, `enhance`, …).
  IMAGE,
  /// Any other computation: a call or an operator.
  NUMERICAL,
  /// None of these: nothing to run, imports, plain assignments.
  UNKNOWN;

  private static final Set<String> PIL_DRAWING =
      Set.of(
          "rectangle",
          "rounded_rectangle",
          "line",
          "ellipse",
          "circle",
          "polygon",
          "regular_polygon",
          "arc",
          "chord",
          "pieslice",
          "point",
          "text",
          "multiline_text");
  private static final Set<String> OPENCV_DRAWING =
      Set.of(
          "cv2.rectangle",
          "cv2.line",
          "cv2.arrowedLine",
          "cv2.circle",
          "cv2.ellipse",
          "cv2.polylines",
          "cv2.fillPoly",
          "cv2.putText",
          "cv2.drawContours",
          "cv2.drawMarker");
  private static final Set<String> PLOT_DRAWING =
      Set.of(
          "plot",
          "scatter",
          "axvline",
          "axhline",
          "annotate",
          "text",
          "add_patch",
          "arrow",
          "hlines",
          "vlines",
          "fill",
          "contour");
  private static final Set<String> IMAGE_METHODS =
      Set.of(
          "resize",
          "rotate",
          "convert",
          "enhance",
          "transpose",
          "thumbnail",
          "filter",
          "getpixel",
          "putpixel",
          "imshow",
          "histogram",
          "autocontrast",
          "equalize",
          "quantize");
  private static final Set<String> IMAGE_LIBRARIES =
      Set.of(
          "PIL", "cv2", "skimage", "imageio", "ImageEnhance", "ImageFilter", "ImageOps", "images");
  private static final Pattern PRELOADED = Pattern.compile("image_\\d+");

  /// The name in metrics.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Classifies a cell's source; never throws, whatever the text.
  public static CodeClass of(String source) {
    return of(PythonCell.of(source));
  }

  static CodeClass of(PythonCell cell) {
    List<PythonNode> nodes = cell.root().all().toList();
    List<String> calls =
        nodes.stream()
            .filter(node -> node.is("call"))
            .flatMap(call -> call.child("function").stream())
            .map(PythonNode::text)
            .toList();
    if (marks(nodes, calls)) {
      return MARK;
    }
    if (calls.stream().anyMatch(call -> method(call).equals("crop"))
        || nodes.stream().anyMatch(CodeClass::cutsRegion)) {
      return CROP;
    }
    if (calls.stream().map(CodeClass::method).anyMatch(IMAGE_METHODS::contains)
        || nodes.stream().anyMatch(CodeClass::namesPicture)) {
      return IMAGE;
    }
    Predicate<PythonNode> computes =
        node -> node.is("call", "binary_operator", "comparison_operator", "unary_operator");
    return !cell.isEmpty() && nodes.stream().anyMatch(computes) ? NUMERICAL : UNKNOWN;
  }

  private static boolean marks(List<PythonNode> nodes, List<String> calls) {
    List<String> methods = calls.stream().map(CodeClass::method).toList();
    boolean usesImageDraw =
        nodes.stream().anyMatch(node -> node.is("identifier") && node.text().equals("ImageDraw"));
    return calls.stream().anyMatch(OPENCV_DRAWING::contains)
        || (usesImageDraw && methods.stream().anyMatch(PIL_DRAWING::contains))
        || (methods.contains("imshow") && methods.stream().anyMatch(PLOT_DRAWING::contains));
  }

  /// `picture[top:bottom, left:right]`
  private static boolean cutsRegion(PythonNode node) {
    return node.is("subscript")
        && node.children().stream()
                .filter(part -> part.is("slice") && !part.children().isEmpty())
                .count()
            >= 2;
  }

  private static boolean namesPicture(PythonNode node) {
    return node.is("identifier")
        && (IMAGE_LIBRARIES.contains(node.text()) || PRELOADED.matcher(node.text()).matches());
  }

  private static String method(String call) {
    return call.substring(call.lastIndexOf('.') + 1);
  }
}
