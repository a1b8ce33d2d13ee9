package io.github.deepeyes4j.core.score.audit;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which expressions of a cell are pictures, as far as its text tells: the preloaded ones, what is
/// read, made or converted from one, and names that are given such. A name that the cell does not
/// bind may be a picture of an earlier cell.
final class PictureValues {
  private static final Pattern PRELOADED = Pattern.compile("image_\\d+");
  private static final Set<String> MAKERS =
      Set.of("Image.open", "Image.new", "Image.fromarray", "cv2.imread", "plt.imread");

  /// Functions whose result is their first argument in another form.
  private static final Set<String> CONVERTERS =
      Set.of("array", "asarray", "uint8", "float32", "cvtColor", "flip", "GaussianBlur");

  /// Methods whose result is the picture that they are called on, changed.
  private static final Set<String> METHODS =
      Set.of(
          "copy",
          "convert",
          "resize",
          "rotate",
          "transpose",
          "crop",
          "filter",
          "point",
          "enhance",
          "astype");

  private final Set<String> pictures = new HashSet<>();
  private final Set<String> others = new HashSet<>();

  private PictureValues() {}

  /// Reads the assignments of a cell in their order.
  static PictureValues of(List<PythonNode> nodes) {
    PictureValues values = new PictureValues();
    for (PythonNode node : nodes) {
      if (node.is("assignment", "for_statement", "for_in_clause")) {
        node.child("left").ifPresent(left -> values.bind(left, node));
      }
    }
    return values;
  }

  private void bind(PythonNode left, PythonNode binding) {
    boolean picture = binding.child("right").filter(this::isPicture).isPresent();
    if (left.is("identifier")) {
      (picture ? pictures : others).add(left.text());
      (picture ? others : pictures).remove(left.text());
    } else if (!left.is("subscript", "attribute")) {
      left.children().forEach(part -> bind(part, binding));
    }
  }

  /// Whether an expression is a picture for all that the cell says.
  boolean isPicture(PythonNode node) {
    return switch (node.type()) {
      case "identifier" ->
          PRELOADED.matcher(node.text()).matches() || pictures.contains(node.text());
      case "subscript", "parenthesized_expression" ->
          !node.children().isEmpty()
              && (node.children().getFirst().text().equals("images")
                  || isPicture(node.children().getFirst()));
      case "call" -> node.child("function").filter(f -> isPicture(node, f)).isPresent();
      default -> false;
    };
  }

  private boolean isPicture(PythonNode call, PythonNode function) {
    String name = function.text().substring(function.text().lastIndexOf('.') + 1);
    if (MAKERS.contains(function.text())) {
      return true;
    }
    if (CONVERTERS.contains(name)) {
      return firstArgument(call).filter(this::isPicture).isPresent();
    }
    return METHODS.contains(name) && object(function).filter(this::isPicture).isPresent();
  }

  /// Whether an expression may be a picture: it is one, or a name from an earlier cell.
  boolean mayBePicture(PythonNode node) {
    return isPicture(node) || (node.is("identifier") && !others.contains(node.text()));
  }

  static Optional<PythonNode> object(PythonNode function) {
    return function.is("attribute") ? function.child("object") : Optional.empty();
  }

  private static Optional<PythonNode> firstArgument(PythonNode call) {
    return call.child("arguments").flatMap(arguments -> arguments.children().stream().findFirst());
  }
}
