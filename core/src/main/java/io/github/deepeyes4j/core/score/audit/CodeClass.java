package io.github.deepeyes4j.core.score.audit;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What a code cell is for, by rules over its syntax tree. A cell that does several things has the
/// first class that applies.
public enum CodeClass {
  /// Draws onto a picture: a drawing call of PIL's `ImageDraw` or of OpenCV, one of Matplotlib in a
  /// cell that shows a picture by `imshow`, or a colour given to a part of a picture's array.
  MARK,
  /// Cuts a region out: a call of `crop`, `getRectSubPix` or `resize(box=…)`, or slices with
  /// bounds: one of what is known to be a picture, two of what may be one.
  CROP,
  /// Any other work on a picture, the paper's *other*: a preloaded picture, an imaging library, or
  /// a method that only pictures have (`resize`, `rotate`, `convert`, `enhance`, …).
  IMAGE,
  /// Any other computation: an operator, or a call that does more than to show, wait or look
  /// around.
  NUMERICAL,
  /// None of these: nothing to run, imports, plain assignments, constants that are shown.
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
          "histogram",
          "autocontrast",
          "equalize",
          "quantize");
  private static final Set<String> IMAGE_LIBRARIES =
      Set.of(
          "PIL", "cv2", "skimage", "imageio", "ImageEnhance", "ImageFilter", "ImageOps", "images");

  /// Objects with methods of the same names that are no pictures.
  private static final Set<String> NO_PICTURES = Set.of("np", "numpy", "pd", "math");

  private static final String[] OPERATORS = {
    "binary_operator", "comparison_operator", "unary_operator", "augmented_assignment"
  };

  /// Functions, and modules whose functions, show, wait or look around.
  private static final Set<String> HOUSEKEEPING =
      Set.of(
          "print",
          "display",
          "help",
          "dir",
          "type",
          "open",
          "input",
          "exit",
          "os",
          "sys",
          "time",
          "requests",
          "subprocess",
          "Path");

  private static final Set<String> AGGREGATES = Set.of("sum", "len", "max", "min", "round", "abs");
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
    return allOf(cell).iterator().next();
  }

  /// All classes that apply to a cell's source, the first of them its class; never empty. Beside
  /// marks and crops, pictures must be changed to count; beside any work on pictures, a computed
  /// number must be printed.
  public static Set<CodeClass> allOf(String source) {
    return allOf(PythonCell.of(source));
  }

  private static Set<CodeClass> allOf(PythonCell cell) {
    List<PythonNode> nodes = cell.root().all().toList();
    PictureValues pictures = PictureValues.of(nodes);
    boolean broken = nodes.stream().anyMatch(node -> node.is("ERROR"));
    List<PythonNode> calls =
        nodes.stream()
            .filter(node -> node.is("call") && node.child("function").isPresent())
            .toList();
    Set<CodeClass> classes = EnumSet.noneOf(CodeClass.class);
    if (draws(nodes, calls) || nodes.stream().anyMatch(node -> paints(node, pictures))) {
      classes.add(MARK);
    }
    if (calls.stream().anyMatch(CodeClass::isCrop)
        || nodes.stream()
            .anyMatch(node -> cutsRegion(node, pictures) || (broken && isUnclosedCrop(node)))) {
      classes.add(CROP);
    }
    if (classes.isEmpty()
        ? looksAtPicture(cell, nodes, pictures)
        : calls.stream().anyMatch(call -> worksOnPicture(call, pictures))) {
      classes.add(IMAGE);
    }
    boolean numerical =
        classes.isEmpty()
            ? !cell.isEmpty() && computes(nodes, broken)
            : calls.stream().anyMatch(CodeClass::printsNumber);
    if (numerical) {
      classes.add(NUMERICAL);
    }
    return classes.isEmpty() ? EnumSet.of(UNKNOWN) : classes;
  }

  private static boolean draws(List<PythonNode> nodes, List<PythonNode> calls) {
    List<String> methods = calls.stream().map(CodeClass::method).toList();
    boolean usesImageDraw =
        nodes.stream().anyMatch(node -> node.is("identifier") && node.text().equals("ImageDraw"));
    return calls.stream().map(CodeClass::function).anyMatch(OPENCV_DRAWING::contains)
        || (usesImageDraw && methods.stream().anyMatch(PIL_DRAWING::contains))
        || (methods.contains("imshow") && methods.stream().anyMatch(PLOT_DRAWING::contains));
  }

  /// `picture[top:bottom, left:right] = [255, 0, 0]`
  private static boolean paints(PythonNode node, PictureValues pictures) {
    return node.is("assignment")
        && node.child("left")
            .filter(left -> left.is("subscript") && isPart(left) && isPicture(left, pictures))
            .isPresent()
        && node.child("right").filter(right -> right.is("list", "tuple", "integer")).isPresent();
  }

  private static boolean isPart(PythonNode subscript) {
    return subscript.children().size() > 2 || bounded(subscript) > 0;
  }

  private static boolean isPicture(PythonNode subscript, PictureValues pictures) {
    return pictures.isPicture(subscript.children().getFirst());
  }

  private static boolean isCrop(PythonNode call) {
    String method = method(call);
    return method.equals("crop")
        || method.equals("getRectSubPix")
        || (method.equals("resize") && hasKeyword(call, "box"));
  }

  /// `picture.crop((1, 2, 3, 4)`, which is no call.
  private static boolean isUnclosedCrop(PythonNode node) {
    return node.is("attribute") && node.text().endsWith(".crop");
  }

  private static boolean hasKeyword(PythonNode call, String name) {
    return call.child("arguments").stream()
        .flatMap(arguments -> arguments.children().stream())
        .anyMatch(argument ->
            argument.is("keyword_argument")
                && argument.child("name").filter(key -> key.text().equals(name)).isPresent());
  }

  /// `picture[top:bottom, left:right]`, or of what is known to be a picture, some rows or columns.
  private static boolean cutsRegion(PythonNode node, PictureValues pictures) {
    if (!node.is("subscript") || node.children().isEmpty() || node.field().equals("left")) {
      return false;
    }
    long bounded = bounded(node);
    return (bounded >= 1 && isPicture(node, pictures))
        || (bounded >= 2 && pictures.mayBePicture(node.children().getFirst()));
  }

  /// How many of the first two dimensions have a slice with bounds; a third is that of colours.
  private static long bounded(PythonNode subscript) {
    return subscript.children().stream()
        .skip(1)
        .limit(2)
        .filter(part -> part.is("slice") && !part.children().isEmpty())
        .count();
  }

  private static boolean looksAtPicture(
      PythonCell cell, List<PythonNode> nodes, PictureValues pictures) {
    boolean usesImports = !cell.onlyImports();
    return nodes.stream()
        .anyMatch(node ->
            pictures.isPicture(node)
                || isCall(node, "imshow")
                || worksOnPicture(node, pictures)
                || (usesImports && namesPicture(node)));
  }

  private static boolean isCall(PythonNode node, String method) {
    return node.is("call") && method(node).equals(method);
  }

  /// A method that pictures have, of what may be one.
  private static boolean worksOnPicture(PythonNode call, PictureValues pictures) {
    return call.is("call")
        && IMAGE_METHODS.contains(method(call))
        && call.child("function")
            .flatMap(PictureValues::object)
            .filter(object -> !NO_PICTURES.contains(object.text()))
            .filter(object -> !object.is("identifier") || pictures.mayBePicture(object))
            .isPresent();
  }

  private static boolean namesPicture(PythonNode node) {
    return node.is("identifier")
        && (IMAGE_LIBRARIES.contains(node.text()) || PRELOADED.matcher(node.text()).matches());
  }

  /// An operator, or a call that does more than to show, wait, or look around. In a text that is
  /// not quite Python, an operator needs a number, or prose would compute.
  private static boolean computes(List<PythonNode> nodes, boolean broken) {
    Predicate<PythonNode> operates =
        node -> node.is(OPERATORS) && (!broken || node.all().anyMatch(CodeClass::isNumber));
    return nodes.stream().anyMatch(operates)
        || nodes.stream()
            .filter(node -> node.is("call") && node.child("function").isPresent())
            .anyMatch(call -> !HOUSEKEEPING.contains(function(call).split("\\.", 2)[0]));
  }

  private static boolean isNumber(PythonNode node) {
    return node.is("integer", "float");
  }

  private static boolean printsNumber(PythonNode call) {
    return function(call).equals("print")
        && call.child("arguments").stream()
            .flatMap(PythonNode::all)
            .anyMatch(node ->
                node.is(OPERATORS) || (node.is("call") && AGGREGATES.contains(function(node))));
  }

  /// What is called, as it is written; empty for what is no call of a name.
  private static String function(PythonNode call) {
    return call.child("function").map(PythonNode::text).orElse("");
  }

  private static String method(PythonNode call) {
    return function(call).substring(function(call).lastIndexOf('.') + 1);
  }
}
