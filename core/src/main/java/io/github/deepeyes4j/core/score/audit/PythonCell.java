package io.github.deepeyes4j.core.score.audit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a code cell says, read off its syntax tree; nothing is run. Immutable.
final class PythonCell {
  private static final Set<String> PRINTERS = Set.of("print", "display");

  private final String source;
  private final PythonNode root;

  private PythonCell(String source) {
    this.source = source;
    this.root = PythonNode.parse(source);
  }

  static PythonCell of(String source) {
    return new PythonCell(source);
  }

  PythonNode root() {
    return root;
  }

  /// Whether there is nothing to run: only comments, `pass`, `...` and texts that stand alone.
  boolean isEmpty() {
    return root.children().stream().allMatch(PythonCell::doesNothing);
  }

  /// Whether there is nothing but imports, or nothing to run at all.
  boolean onlyImports() {
    return root.children().stream()
        .allMatch(statement ->
            doesNothing(statement) || statement.is("import_statement", "import_from_statement"));
  }

  private static boolean doesNothing(PythonNode statement) {
    return statement.is("comment", "pass_statement")
        || (statement.is("expression_statement")
            && statement.children().stream()
                .allMatch(part -> part.is("string", "ellipsis", "comment")));
  }

  /// The source without comments, blank lines and spaces at the ends of lines: cells that differ in
  /// these alone are the same.
  String withoutComments() {
    StringBuilder kept = new StringBuilder(source);
    root.all()
        .filter(node -> node.is("comment"))
        .toList()
        .reversed()
        .forEach(node -> kept.delete(node.start(), node.start() + node.text().length()));
    return kept.toString()
        .lines()
        .map(String::stripTrailing)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  /// Names that the cell gives a value, imports or defines, and those whose content it changes.
  Set<String> bound() {
    Set<String> names = new HashSet<>();
    root.all().forEach(node -> bind(node, names));
    return names;
  }

  private static void bind(PythonNode node, Set<String> names) {
    switch (node.type()) {
      case "assignment", "augmented_assignment", "for_statement" ->
          node.child("left").ifPresent(left -> targets(left, names));
      case "named_expression", "function_definition", "class_definition" ->
          node.child("name").ifPresent(name -> names.add(name.text()));
      case "as_pattern_target" -> targets(node, names);
      case "import_statement", "import_from_statement" -> imports(node, names);
      case "call" ->
          node.child("function")
              .filter(function -> function.is("attribute"))
              .flatMap(PythonCell::base)
              .ifPresent(names::add);
      default -> {}
    }
  }

  private static void targets(PythonNode target, Set<String> names) {
    switch (target.type()) {
      case "identifier" -> names.add(target.text());
      case "attribute", "subscript" -> base(target).ifPresent(names::add);
      default -> target.children().forEach(child -> targets(child, names));
    }
  }

  private static void imports(PythonNode statement, Set<String> names) {
    for (PythonNode imported : statement.children()) {
      if (imported.field().equals("name")) {
        PythonNode name = imported.child("alias").orElse(imported);
        names.add(name.text().split("\\.", 2)[0].strip());
      }
    }
  }

  /// The name at the front of `a.b[0].c`.
  private static Optional<String> base(PythonNode node) {
    PythonNode front = node;
    while (front.is("attribute", "subscript", "call") && !front.children().isEmpty()) {
      front = front.children().getFirst();
    }
    return front.is("identifier") ? Optional.of(front.text()) : Optional.empty();
  }

  /// Names that the cell reads: all identifiers but plain targets, imports, attributes and
  /// keywords.
  Set<String> read() {
    Set<String> names = new HashSet<>();
    read(root, names);
    return names;
  }

  private static void read(PythonNode node, Set<String> names) {
    if (node.is("identifier")) {
      names.add(node.text());
    }
    if (node.is("import_statement", "import_from_statement", "as_pattern_target")) {
      return;
    }
    for (PythonNode child : node.children()) {
      boolean plainTarget =
          node.is("assignment", "for_statement")
              && child.field().equals("left")
              && !child.is("attribute", "subscript");
      boolean label =
          (node.is("attribute") && child.field().equals("attribute"))
              || (node.is("keyword_argument") && child.field().equals("name"));
      if (!plainTarget && !label) {
        read(child, names);
      }
    }
  }

  /// What the cell shows that is written in it word for word: arguments of `print` and `display`
  /// and the value of the last line, as far as they are constants, texts put together of constants,
  /// or names that hold such.
  List<String> constantsShown() {
    Map<String, PythonNode> constants = constants();
    List<PythonNode> shown =
        root.all()
            .filter(node -> node.is("call") && isPrinter(node))
            .flatMap(call -> call.child("arguments").stream())
            .flatMap(arguments -> arguments.children().stream())
            .collect(Collectors.toList());
    if (!root.children().isEmpty() && root.children().getLast().is("expression_statement")) {
      shown.addAll(root.children().getLast().children());
    }
    return shown.stream().flatMap(node -> constant(node, constants).stream()).toList();
  }

  private static boolean isPrinter(PythonNode call) {
    return call.child("function")
        .filter(function -> PRINTERS.contains(function.text()))
        .isPresent();
  }

  /// Names that are assigned exactly once, with what they are given.
  private Map<String, PythonNode> constants() {
    Map<String, PythonNode> values = new HashMap<>();
    Set<String> assigned = new HashSet<>();
    root.all()
        .filter(node -> node.is("assignment", "augmented_assignment", "for_statement"))
        .forEach(node -> {
          Set<String> names = new HashSet<>();
          node.child("left").ifPresent(left -> targets(left, names));
          for (String name : names) {
            Optional<PythonNode> value = node.child("right");
            if (assigned.add(name) && node.is("assignment") && value.isPresent()) {
              values.put(name, value.get());
            } else {
              values.remove(name);
            }
          }
        });
    return values;
  }

  private static Optional<String> constant(PythonNode node, Map<String, PythonNode> names) {
    return switch (node.type()) {
      case "integer", "float" -> Optional.of(node.text());
      case "string_content", "escape_sequence" -> Optional.of(node.text());
      case "string_start", "string_end", "format_specifier" -> Optional.of("");
      case "unary_operator" ->
          constant(node.children().getFirst(), names).map(value -> node.text().charAt(0) + value);
      case "string", "concatenated_string", "parenthesized_expression", "interpolation" ->
          joined(node.children(), names);
      case "binary_operator" ->
          node.children().stream().allMatch(part -> isText(part, names))
              ? joined(node.children(), names)
              : Optional.empty();
      case "identifier" ->
          Optional.ofNullable(names.get(node.text())).flatMap(value -> constant(value, Map.of()));
      default -> Optional.empty();
    };
  }

  private static boolean isText(PythonNode node, Map<String, PythonNode> names) {
    PythonNode value = names.getOrDefault(node.text(), node);
    return value.is("string", "concatenated_string", "binary_operator");
  }

  private static Optional<String> joined(List<PythonNode> parts, Map<String, PythonNode> names) {
    StringBuilder text = new StringBuilder();
    for (PythonNode part : parts) {
      Optional<String> value = constant(part, names);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      text.append(value.get());
    }
    return Optional.of(text.toString());
  }
}
