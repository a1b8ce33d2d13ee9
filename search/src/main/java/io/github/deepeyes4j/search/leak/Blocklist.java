package io.github.deepeyes4j.search.leak;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.config.Configs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Pages that no model may find while it is evaluated: those that hold a benchmark's questions or
/// answers. A versioned YAML file; each rule says why and since when. Immutable.
public final class Blocklist {
  private final String version;
  private final List<Rule> rules;
  private final String digest;

  private Blocklist(String version, List<Rule> rules, String digest) {
    this.version = version;
    this.rules = List.copyOf(rules);
    this.digest = digest;
  }

  /// The file.
  record BlocklistConfig(String version, List<Rule> rules) {}

  /// What is blocked: exactly one of the first four is given.
  ///
  /// @param host and all hosts below it
  /// @param prefix of an address without its scheme
  /// @param pattern found somewhere in an address without its scheme; a regular expression
  /// @param page SHA-256 of an address without scheme, fragment and closing slash: names a page
  ///   that holds answers without publishing where it is
  /// @param benchmarks that it gives away
  /// @param since a day
  record Rule(
      @Nullable String host,
      @Nullable String prefix,
      @Nullable String pattern,
      @Nullable String page,
      List<String> benchmarks,
      String reason,
      String since) {

    String name() {
      return host != null
          ? "host " + host
          : prefix != null
              ? "prefix " + prefix
              : pattern != null ? "pattern " + pattern : "page " + page;
    }

    boolean matches(Address address) {
      if (host != null) {
        return address.host.equals(host) || address.host.endsWith("." + host);
      }
      if (prefix != null) {
        return address.text.startsWith(prefix);
      }
      if (pattern != null) {
        return Pattern.compile(pattern).matcher(address.text).find();
      }
      return address.digest().equals(page);
    }
  }

  /// An address as rules see it: no scheme, no `www.`, lower-case host.
  record Address(String host, String text) {
    static Address of(String link) {
      String bare = link.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://", "").replaceFirst("#.*$", "");
      int end = Math.min(indexOr(bare, '/'), indexOr(bare, '?'));
      String host = bare.substring(0, end).toLowerCase(Locale.ROOT).replaceFirst("^www\\.", "");
      host = host.replaceFirst("^.*@", "").replaceFirst(":\\d+$", "").replaceFirst("\\.$", "");
      return new Address(host, host + bare.substring(end));
    }

    private static int indexOr(String text, char wanted) {
      int index = text.indexOf(wanted);
      return index < 0 ? text.length() : index;
    }

    String digest() {
      return Digests.sha256(text.replaceFirst("/$", ""));
    }
  }

  /// The list that comes along.
  public static Blocklist standard() {
    try (InputStream yaml = Blocklist.class.getResourceAsStream("blocklist.yaml")) {
      String text = new String(Objects.requireNonNull(yaml).readAllBytes(), StandardCharsets.UTF_8);
      return parse(text, "blocklist.yaml");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Blocklist load(Path file) {
    return of(Configs.load(file, BlocklistConfig.class), file.toString());
  }

  static Blocklist parse(String yaml, String name) {
    return of(Configs.parse(yaml, name, BlocklistConfig.class, List.of()), name);
  }

  private static Blocklist of(BlocklistConfig config, String name) {
    for (Rule rule : config.rules()) {
      check(rule, name);
    }
    return new Blocklist(
        config.version(), config.rules(), Digests.sha256(config.toString()).substring(0, 16));
  }

  private static void check(Rule rule, String name) {
    long given =
        List.of(
                Optional.ofNullable(rule.host),
                Optional.ofNullable(rule.prefix),
                Optional.ofNullable(rule.pattern),
                Optional.ofNullable(rule.page))
            .stream()
            .filter(Optional::isPresent)
            .count();
    if (given != 1) {
      throw new BadInputException(
          "%s: the rule '%s' must have exactly one of host, prefix, pattern and page"
              .formatted(name, rule.reason));
    }
    try {
      Pattern.compile(Objects.requireNonNullElse(rule.pattern, ""));
    } catch (PatternSyntaxException e) {
      throw new BadInputException(
          "%s: pattern %s: %s".formatted(name, rule.pattern, e.getDescription()), e);
    }
  }

  /// The rule that blocks a page, if one does.
  Optional<Rule> blocking(String link) {
    Address address = Address.of(link);
    return rules.stream().filter(rule -> rule.matches(address)).findFirst();
  }

  /// Its version and the digest of its content, for reports.
  public String id() {
    return version + ":" + digest;
  }
}
