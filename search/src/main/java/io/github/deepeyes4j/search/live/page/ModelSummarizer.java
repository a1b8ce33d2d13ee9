package io.github.deepeyes4j.search.live.page;

import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Sampling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Has a model read the beginning of a page and say what it holds on the query, as MMSearch-R1 does
/// (arXiv 2506.20670, appendix C). The prompt is the resource `summary.txt`.
public final class ModelSummarizer implements PageSummarizer {
  private static final int MAX_CHARS = 30_000;
  private static final int MAX_TOKENS = 512;
  private static final String PROMPT = prompt();

  /// What a model answers, as told, when a page is of no use.
  private static final String NOTHING = "NOTHING";

  private final ChatModel model;

  /// @param model stays open
  public ModelSummarizer(ChatModel model) {
    this.model = model;
  }

  @Override
  public String id() {
    return "summary(%s,prompt=%s)".formatted(model.id(), Digests.sha256(PROMPT).substring(0, 12));
  }

  @Override
  public String summarize(String query, Page page) throws InterruptedException {
    String text = page.text().substring(0, Math.min(MAX_CHARS, page.text().length()));
    String asked =
        "Question: %s\n\nTitle: %s\n\n<page>\n%s\n</page>".formatted(query, page.title(), text);
    List<Message> messages = List.of(Message.system(PROMPT), Message.user(asked));
    String answer =
        model.generate(new ChatRequest(messages, "", Sampling.greedy(MAX_TOKENS))).text().strip();
    return answer.equals(NOTHING) ? "" : answer;
  }

  private static String prompt() {
    try (InputStream file = ModelSummarizer.class.getResourceAsStream("summary.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("summary.txt cannot be read", e);
    }
  }
}
