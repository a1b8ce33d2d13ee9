package io.github.deepeyes4j.core.score.judge;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.score.Judge.Claim;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a judging model is told. Ours are resources of this package; a file of the same keys holds
/// another wording, such as the released one.
///
/// @param system the system message; null for none
/// @param user the user message; `{question}`, `{reference}` and `{answer}` stand for the claim's
/// @param reply how the verdict is read
public record JudgePrompt(@Nullable String system, String user, ReplyForm reply) {
  private static final Pattern SLOT = Pattern.compile("\\{(question|reference|answer)}");

  public JudgePrompt {
    for (String slot : List.of("{question}", "{reference}", "{answer}")) {
      if (!user.contains(slot)) {
        throw new BadInputException("a judge's user message must contain " + slot);
      }
    }
  }

  /// Our prompt for `perception` and `search`.
  public static JudgePrompt consistency() {
    return resource("consistency.yaml");
  }

  /// Our prompt for `reason`.
  public static JudgePrompt maths() {
    return resource("maths.yaml");
  }

  /// Reads a YAML file of `system`, `user` and `reply`.
  public static JudgePrompt load(Path file) {
    return Configs.load(file, JudgePrompt.class);
  }

  private static JudgePrompt resource(String name) {
    try (InputStream stream = JudgePrompt.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is not in this program");
      }
      String yaml = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return Configs.parse(yaml, name, JudgePrompt.class, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The conversation that asks about a claim. What the claim says cannot name another slot.
  List<Message> messages(Claim claim) {
    Map<String, String> values =
        Map.of(
            "question", claim.question(),
            "reference", String.join(" or ", claim.references()),
            "answer", claim.answer());
    String filled =
        SLOT.matcher(user)
            .replaceAll(slot -> Matcher.quoteReplacement(values.getOrDefault(slot.group(1), "")));
    return system == null
        ? List.of(Message.user(filled))
        : List.of(Message.system(system), Message.user(filled));
  }

  /// Names this wording in recordings and logs.
  public String digest() {
    return Digests.sha256(String.join("\0", String.valueOf(system), user, reply.name()));
  }
}
