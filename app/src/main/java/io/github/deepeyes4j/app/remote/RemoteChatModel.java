package io.github.deepeyes4j.app.remote;

import io.github.deepeyes4j.app.remote.RemoteServer.FailedException;
import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.chat.Role;
import io.github.deepeyes4j.core.image.Picture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A model on OpenAI-compatible servers, one or several. Our own and vLLM tell their tokens, others
/// do not; none can be given a prefill. Safe for concurrent use.
///
/// Each conversation has its server, chosen by its opening (rendezvous hashing): the server that
/// wrote one turn has it in its cache when the next is asked. When that server fails, another one
/// takes over until it is well again; the new turn is written anew, and text that was already told
/// is not told twice.
///
/// The key comes from the environment variable `OPENAI_API_KEY`; servers that want none ignore it.
public final class RemoteChatModel implements ChatModel {
  /// Retries at the only server, and at one of several.
  private static final int RETRIES = 3;

  private static final int RETRIES_OF_SEVERAL = 1;

  private final List<RemoteServer> servers;

  private RemoteChatModel(List<RemoteServer> servers) {
    this.servers = List.copyOf(servers);
  }

  /// Connects to servers, which must all answer and serve the same model.
  ///
  /// @param urls the base URLs, ending in `/v1`
  /// @param name the model to use; null for the first one listed
  public static RemoteChatModel connect(List<String> urls, @Nullable String name) {
    List<RemoteServer> servers = new ArrayList<>();
    try {
      for (String url : urls) {
        String wanted = servers.isEmpty() ? name : servers.getFirst().model();
        int retries = urls.size() == 1 ? RETRIES : RETRIES_OF_SEVERAL;
        servers.add(RemoteServer.connect(url, wanted, retries));
      }
    } catch (BadInputException e) {
      servers.forEach(RemoteServer::close);
      throw e;
    }
    return new RemoteChatModel(servers);
  }

  @Override
  public String id() {
    return servers.getFirst().model();
  }

  @Override
  public Generation generate(ChatRequest request, Consumer<String> onText)
      throws InterruptedException {
    Telling telling = new Telling(onText);
    List<String> failures = new ArrayList<>();
    for (RemoteServer server : inOrder(request.messages())) {
      try {
        return server.generate(request, telling.fromTheStart());
      } catch (FailedException e) {
        failures.add(String.valueOf(e.getMessage()));
      }
    }
    throw new ModelUnavailableException(String.join("; ", failures));
  }

  /// The conversation's servers, its own first; those that are not well are the last resort.
  private List<RemoteServer> inOrder(List<Message> messages) {
    if (servers.size() == 1) {
      return servers;
    }
    String opening = opening(messages);
    List<RemoteServer> order = new ArrayList<>(servers);
    order.sort(Comparator.comparing(server -> Digests.sha256(opening + server.url())));
    List<RemoteServer> well = order.stream().filter(RemoteServer::isWell).toList();
    order.removeAll(well);
    order.addAll(0, well);
    return order;
  }

  /// What all turns of a conversation begin with: everything before the first one.
  private static String opening(List<Message> messages) {
    StringBuilder opening = new StringBuilder();
    for (Message message : messages) {
      if (message.role() == Role.ASSISTANT) {
        break;
      }
      opening.append(message.display()).append('\0');
      message.pictures().stream().map(Picture::digest).forEach(opening::append);
    }
    return opening.toString();
  }

  /// Passes a text on that may begin again.
  private static final class Telling {
    private final Consumer<String> onText;
    private int told;

    Telling(Consumer<String> onText) {
      this.onText = onText;
    }

    /// Receives the text from its first character; passes on what goes beyond what was told.
    Consumer<String> fromTheStart() {
      int[] seen = {0};
      return piece -> {
        int known = Math.clamp(told - seen[0], 0, piece.length());
        seen[0] += piece.length();
        told = Math.max(told, seen[0]);
        onText.accept(piece.substring(known));
      };
    }
  }

  @Override
  public void close() {
    servers.forEach(RemoteServer::close);
  }
}
