package io.github.deepeyes4j.core.score.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TSTreeCursor;
import org.treesitter.TreeSitterPython;

/// A node of a Python syntax tree, as tree-sitter's grammar names it. Immutable.
///
/// @param type `call`, `assignment`, `comment`, …
/// @param field the node's role in its parent, such as `left`; empty for none
/// @param start where the node begins in the source, in characters
/// @param text the node's source
/// @param children named ones only: no brackets and no operators
record PythonNode(String type, String field, int start, String text, List<PythonNode> children) {
  /// Deeper nodes are left out; nobody nests so deep on purpose.
  private static final int MAX_DEPTH = 400;

  /// Reads any text: what is no Python becomes `ERROR` nodes between the rest.
  static PythonNode parse(String source) {
    TSParser parser = new TSParser();
    parser.setLanguage(new TreeSitterPython());
    TSTree tree = parser.parseString(null, ascii(source));
    return read(new TSTreeCursor(tree.getRootNode()), source, 0);
  }

  /// The source with one byte a character, so that offsets in bytes are offsets in the source.
  private static String ascii(String source) {
    char[] chars = source.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (chars[i] == 0 || chars[i] > 0x7f) {
        chars[i] = 'x';
      }
    }
    return new String(chars);
  }

  /// The node at the cursor; asking nodes for their children by number takes quadratic time.
  private static PythonNode read(TSTreeCursor cursor, String source, int depth) {
    TSNode node = cursor.currentNode();
    String field = cursor.currentFieldName();
    List<PythonNode> children = new ArrayList<>();
    if (depth < MAX_DEPTH && cursor.gotoFirstChild()) {
      do {
        if (cursor.currentNode().isNamed()) {
          children.add(read(cursor, source, depth + 1));
        }
      } while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    int start = node.getStartByte();
    String text = source.substring(start, node.getEndByte());
    return new PythonNode(
        node.getType(), field == null ? "" : field, start, text, List.copyOf(children));
  }

  boolean is(String... types) {
    return List.of(types).contains(type);
  }

  /// The child in a role.
  Optional<PythonNode> child(String role) {
    return children.stream().filter(child -> child.field.equals(role)).findFirst();
  }

  /// This node and all below it, in source order.
  Stream<PythonNode> all() {
    Stream.Builder<PythonNode> nodes = Stream.builder();
    visit(nodes::add);
    return nodes.build();
  }

  private void visit(Consumer<PythonNode> visitor) {
    visitor.accept(this);
    children.forEach(child -> child.visit(visitor));
  }
}
