package io.github.deepeyes4j.eval.run;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.SearchClient;
import java.util.ArrayList;
import java.util.List;

/// Which tools work; a call of one that is off is refused, and the model is told so.
public record ToolSet(boolean code, boolean search, boolean imageSearch) {
  private static final String CODE = "code";
  private static final String SEARCH = "search";
  private static final String IMAGE_SEARCH = "image_search";

  /// Reads names of tools; an unknown one is a [BadInputException].
  public static ToolSet of(List<String> names) {
    for (String name : names) {
      if (!List.of(CODE, SEARCH, IMAGE_SEARCH).contains(name)) {
        throw new BadInputException(
            "tool '%s' is unknown; allowed: %s, %s, %s"
                .formatted(name, CODE, SEARCH, IMAGE_SEARCH));
      }
    }
    return new ToolSet(names.contains(CODE), names.contains(SEARCH), names.contains(IMAGE_SEARCH));
  }

  public List<String> names() {
    List<String> names = new ArrayList<>();
    if (code) {
      names.add(CODE);
    }
    if (search) {
      names.add(SEARCH);
    }
    if (imageSearch) {
      names.add(IMAGE_SEARCH);
    }
    return List.copyOf(names);
  }

  /// As titles and file names have it: `code+search`, or `no-tools`.
  public String label() {
    return names().isEmpty() ? "no-tools" : String.join("+", names());
  }

  /// The runner, or one that refuses.
  CodeRunner select(CodeRunner runner) {
    return code ? runner : CodeRunner.off();
  }

  /// Search with what is off refused; closing it leaves the client open.
  SearchClient select(SearchClient client) {
    SearchClient off = SearchClient.off();
    return SearchClient.of(search ? client : off, imageSearch ? client : off);
  }
}
