package io.github.deepeyes4j.core.config;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads YAML into records, strictly: an unknown key, a missing one (unless its component is
/// nullable) or a value of the wrong kind is a [BadInputException] that names it. Keys are written
/// in kebab-case.
public final class Configs {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Configs() {}

  public static <T> T load(Path file, Class<T> type) {
    return load(file, type, List.of());
  }

  /// Reads a file and lays overrides over it.
  ///
  /// @param overrides `key.inner=value` pairs laid over the file's values
  public static <T> T load(Path file, Class<T> type, List<String> overrides) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such file");
    }
    try {
      return parse(Files.readString(file), file.toString(), type, overrides);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// Reads a text and lays overrides over it.
  ///
  /// @param name stands for the text in error messages
  public static <T> T parse(String yaml, String name, Class<T> type, List<String> overrides) {
    try {
      JsonNode tree = YAML.readTree(yaml);
      if (!(tree instanceof ObjectNode root)) {
        throw new BadInputException(name + ": expected keys and values");
      }
      overrides.forEach(override -> apply(override, root));
      requireKeys(root, type, name, "");
      return YAML.treeToValue(root, type);
    } catch (DatabindException e) {
      throw new BadInputException("%s: '%s': %s".formatted(name, path(e), reason(e)), e);
    } catch (JacksonException e) {
      throw new BadInputException("%s: not YAML: %s".formatted(name, reason(e)), e);
    }
  }

  /// The values of a configuration by their keys, as overrides write them; null ones are left out.
  public static Map<String, String> values(Record config) {
    Map<String, String> values = new LinkedHashMap<>();
    collect("", YAML.valueToTree(config), values);
    return values;
  }

  private static void collect(String key, JsonNode node, Map<String, String> values) {
    if (node instanceof ObjectNode inner) {
      String prefix = key.isEmpty() ? "" : key + ".";
      inner.forEachEntry((name, value) -> collect(prefix + name, value, values));
    } else if (!node.isNull()) {
      values.put(key, node.isValueNode() ? node.asString() : node.toString());
    }
  }

  /// Only components of a record may be given, and all must be, except nullable ones.
  private static void requireKeys(JsonNode node, Class<?> type, String name, String prefix) {
    if (!type.isRecord() || !node.isObject()) {
      return;
    }
    List<String> allowed =
        Stream.of(type.getRecordComponents()).map(c -> kebabCase(c.getName())).sorted().toList();
    for (String key : node.propertyNames()) {
      if (!allowed.contains(key)) {
        throw new BadInputException(
            "%s: unknown key '%s'; allowed: %s"
                .formatted(name, prefix + key, String.join(", ", allowed)));
      }
    }
    for (RecordComponent component : type.getRecordComponents()) {
      String key = prefix + kebabCase(component.getName());
      JsonNode value = node.path(kebabCase(component.getName()));
      boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (!optional && (value.isMissingNode() || value.isNull())) {
        throw new BadInputException("%s: key '%s' is missing".formatted(name, key));
      }
      requireKeys(value, component.getType(), name, key + ".");
    }
  }

  private static String kebabCase(String name) {
    return name.replaceAll("(\\p{Lu})", "-$1").toLowerCase(Locale.ROOT);
  }

  private static void apply(String override, ObjectNode root) {
    int equals = override.indexOf('=');
    if (equals < 1) {
      throw new BadInputException("--set '%s': expected key=value".formatted(override));
    }
    String[] keys = override.substring(0, equals).split("\\.", -1);
    ObjectNode node = root;
    for (int i = 0; i < keys.length - 1; i++) {
      node = node.get(keys[i]) instanceof ObjectNode inner ? inner : node.putObject(keys[i]);
    }
    node.set(keys[keys.length - 1], YAML.readTree(override.substring(equals + 1)));
  }

  private static String path(DatabindException e) {
    return e.getPath().stream()
        .map(reference ->
            reference.getPropertyName() != null
                ? reference.getPropertyName()
                : "[" + reference.getIndex() + "]")
        .collect(Collectors.joining("."));
  }

  private static String reason(JacksonException e) {
    Throwable cause = e.getCause() != null ? e.getCause() : e;
    String message =
        cause instanceof JacksonException jackson
            ? jackson.getOriginalMessage()
            : String.valueOf(cause.getMessage());
    return message.lines().findFirst().orElse("unreadable");
  }
}
