package io.github.deepeyes4j.trace;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// One HTML file: data as JSON, and the styles and scripts that show it.
///
/// What is shown was written by models, programs and web pages. It is data here, never markup, and
/// the page's policy lets no script run and no address be loaded but those that it comes with.
public final class HtmlPage {
  private static final String TEMPLATE = resource("page.html");

  private HtmlPage() {}

  /// The page's HTML.
  ///
  /// @param data what is shown, written as JSON
  /// @param styles resources, in order: of this package, or absolute (`/…`)
  /// @param scripts resources, in order; together one module
  public static String html(Object data, List<String> styles, List<String> scripts) {
    String style = joined(styles);
    String script = joined(scripts);
    // In JSON a `<` only ever stands inside a string, where it may be written like this.
    String json = JsonMapper.shared().writeValueAsString(data).replace("<", "\\u003c");
    return TEMPLATE
        .replace("{{style-digest}}", digest(style))
        .replace("{{script-digest}}", digest(script))
        .replace("{{style}}", style)
        .replace("{{script}}", script)
        .replace("{{data}}", json);
  }

  private static String joined(List<String> names) {
    return names.stream().map(HtmlPage::resource).collect(Collectors.joining("\n"));
  }

  private static String resource(String name) {
    try (InputStream stream = HtmlPage.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its resource " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Names a script or style in a content security policy.
  private static String digest(String text) {
    try {
      byte[] sha256 =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(sha256);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime must provide SHA-256", e);
    }
  }
}
