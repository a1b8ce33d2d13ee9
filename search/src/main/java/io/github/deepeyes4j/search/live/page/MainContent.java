package io.github.deepeyes4j.search.live.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/// The text of a page without menus, footers, advertisements and the like.
///
/// The page's text is cut into blocks where elements begin or end that start a new line. Whether a
/// block is content is decided from two numbers, its words and the share of them that are links,
/// and those of its neighbours: long blocks with few links are content, short ones only beside long
/// ones. The rules are the decision tree that Kohlschütter, Fankhauser and Nejdl learned
/// (Boilerplate Detection using Shallow Text Features, WSDM 2010, algorithm 2). It was learned on
/// news, where tables do not matter; here a row of a table that has a header cell and other cells
/// is content too: such rows state facts.
final class MainContent {
  private static final Set<String> NEVER_CONTENT =
      Set.of(
          "script",
          "style",
          "noscript",
          "template",
          "svg",
          "nav",
          "footer",
          "aside",
          "form",
          "button",
          "select",
          "iframe");

  /// An ideograph or syllable is a word: their scripts put no spaces between words.
  private static final Pattern WORD =
      Pattern.compile(
          "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}]|[\\p{L}\\p{M}\\p{N}]+");

  private static final Pattern HIDDEN = Pattern.compile("display:\\s*none|visibility:\\s*hidden");

  private final List<Block> blocks = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private int links;
  private int headerCells;
  private int cells;

  private MainContent() {}

  /// A run of text on its own lines.
  ///
  /// @param words in it, of which `links` are in links
  /// @param fact a row of a table with a header cell and another
  private record Block(String text, int words, int links, boolean fact) {
    static final Block NONE = new Block("", 0, 0, false);

    double linkDensity() {
      return words == 0 ? 0 : (double) links / words;
    }
  }

  /// The content's blocks, one a line; empty when there is no text.
  static String of(Document page) {
    MainContent content = new MainContent();
    content.walk(root(page), false);
    content.endBlock();
    String kept = content.kept();
    return kept.isEmpty() ? content.fewLinks() : kept;
  }

  /// Where the page itself says that its content is, or all of it.
  private static Element root(Document page) {
    for (String query : new String[] {"main, [role=main]", "article"}) {
      List<Element> found = page.select(query);
      if (found.size() == 1 && found.getFirst().hasText()) {
        return found.getFirst();
      }
    }
    return page.body();
  }

  private void walk(Node node, boolean inLink) {
    if (node instanceof TextNode words) {
      append(words.getWholeText(), inLink);
      return;
    }
    if (!(node instanceof Element element)
        || NEVER_CONTENT.contains(element.normalName())
        || isHidden(element)) {
      return;
    }
    String name = element.normalName();
    boolean cell = name.equals("th") || name.equals("td");
    boolean block = (element.isBlock() && !cell) || name.equals("br");
    if (block) {
      endBlock();
    } else if (cell) {
      text.append(' ');
      cells++;
      headerCells += name.equals("th") ? 1 : 0;
    }
    for (Node child : element.childNodes()) {
      walk(child, inLink || name.equals("a"));
    }
    if (block) {
      endBlock();
    }
  }

  private static boolean isHidden(Element element) {
    return element.hasAttr("hidden")
        || element.attr("aria-hidden").equals("true")
        || HIDDEN.matcher(element.attr("style")).find();
  }

  private void append(String words, boolean inLink) {
    text.append(words);
    if (inLink) {
      links += count(words);
    }
  }

  private static int count(String text) {
    return (int) WORD.matcher(text).results().count();
  }

  private void endBlock() {
    String line = text.toString().replaceAll("[\\s\\u00a0]+", " ").strip();
    if (!line.isEmpty()) {
      boolean fact = headerCells > 0 && cells > headerCells;
      blocks.add(new Block(line, count(line), links, fact));
    }
    text.setLength(0);
    links = 0;
    headerCells = 0;
    cells = 0;
  }

  private String kept() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Block previous = i > 0 ? blocks.get(i - 1) : Block.NONE;
      Block next = i + 1 < blocks.size() ? blocks.get(i + 1) : Block.NONE;
      if (blocks.get(i).fact() || isContent(previous, blocks.get(i), next)) {
        lines.add(blocks.get(i).text());
      }
    }
    return String.join("\n", lines);
  }

  private static boolean isContent(Block previous, Block block, Block next) {
    if (block.linkDensity() > 0.333333) {
      return false;
    }
    if (previous.linkDensity() > 0.555556) {
      return block.words() > 40 || next.words() > 17;
    }
    return block.words() > 16 || next.words() > 15 || previous.words() > 4;
  }

  /// For pages of short texts only, in which the rules find nothing.
  private String fewLinks() {
    return String.join(
        "\n",
        blocks.stream().filter(block -> block.linkDensity() <= 0.333333).map(Block::text).toList());
  }
}
