package io.github.deepeyes4j.world.realx.oracle;

import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.realx.Tool;
import java.time.Duration;
import java.util.List;
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
    return off.contains(Tool.CODE) ? new NoCode() : codeRunner;
  }

  SearchClient searching() {
    return new Searching();
  }

  private static final class NoCode implements CodeRunner, CodeRunner.CodeSession {
    @Override
    public CodeSession open(List<Picture> pictures) {
      return this;
    }

    @Override
    public CellResult run(String code, Duration timeout) {
      return new CellResult(ToolStatus.BAD_REQUEST, "", "Error: code is off.", List.of(), 0);
    }

    @Override
    public void close() {}
  }

  private final class Searching implements SearchClient {
    @Override
    public SearchResult searchText(String query) throws InterruptedException {
      return (off.contains(Tool.SEARCH) ? SearchClient.off() : search).searchText(query);
    }

    @Override
    public SearchResult searchImage(Picture picture) throws InterruptedException {
      return (off.contains(Tool.IMAGE_SEARCH) ? SearchClient.off() : search).searchImage(picture);
    }

    @Override
    public void close() {}
  }
}
