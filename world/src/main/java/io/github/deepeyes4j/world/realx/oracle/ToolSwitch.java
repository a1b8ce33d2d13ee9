package io.github.deepeyes4j.world.realx.oracle;

import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.world.realx.Tool;
import java.util.Set;

/// Tools of which some are switched off: their calls are refused, and the model is told so. Closing
/// it leaves the tools open.
///
/// @param off the tools that are not there
record ToolSwitch(CodeRunner codeRunner, SearchClient search, Set<Tool> off) {
  ToolSwitch {
    off = Set.copyOf(off);
  }

  CodeRunner code() {
    return off.contains(Tool.CODE) ? CodeRunner.off() : codeRunner;
  }

  SearchClient searching() {
    return SearchClient.of(unlessOff(Tool.SEARCH), unlessOff(Tool.IMAGE_SEARCH));
  }

  private SearchClient unlessOff(Tool tool) {
    return off.contains(tool) ? SearchClient.off() : search;
  }
}
