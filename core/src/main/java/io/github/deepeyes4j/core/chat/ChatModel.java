package io.github.deepeyes4j.core.chat;

import java.util.function.Consumer;

/// A model that continues a conversation: our engine in this process, or a server.
///
/// Implementations are safe for concurrent use, one virtual thread a conversation; the call blocks
/// until the turn is complete. Failures that a retry may cure, and that did not go away on
/// retrying, are [ModelUnavailableException]s.
public interface ChatModel extends AutoCloseable {
  /// Names the model in reports: directory name or served name.
  String id();

  /// Generates the next turn of a conversation.
  ///
  /// @param onText receives the turn piece by piece, its prefill first, on any thread, in order
  /// @throws InterruptedException when the calling thread is interrupted; the generation is given
  ///   up
  Generation generate(ChatRequest request, Consumer<String> onText) throws InterruptedException;

  default Generation generate(ChatRequest request) throws InterruptedException {
    return generate(request, _ -> {});
  }

  @Override
  void close();
}
