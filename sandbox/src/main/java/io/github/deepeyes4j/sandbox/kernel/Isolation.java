package io.github.deepeyes4j.sandbox.kernel;

import io.github.deepeyes4j.core.BadInputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Which layers keep code in, as a session has reported them.
///
/// @param layers every [#LAYERS] name, with what keeps the layer from holding; empty for those that
///   hold
public record Isolation(Map<String, String> layers) {
  /// What each layer is for.
  public static final Map<String, String> LAYERS = layerTexts();

  private static Map<String, String> layerTexts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("root", "a minimal read-only file system (bubblewrap)");
    texts.put("namespaces", "own mounts, processes, network and IPC for each session");
    texts.put("user", "own user for each session, no capabilities");
    texts.put("no-new-privileges", "programs cannot gain rights");
    texts.put("seccomp", "no system calls that reach beyond the session");
    texts.put("limits", "address space, file size, open files");
    texts.put("cgroup", "memory, processes and processor time of each session");
    return Collections.unmodifiableMap(texts);
  }

  static Isolation of(JsonNode reported) {
    Map<String, String> layers = new LinkedHashMap<>();
    for (String name : LAYERS.keySet()) {
      // The file system is bubblewrap's doing: without it there is no session to report.
      layers.put(name, name.equals("root") ? "" : reported.path(name).asString("not reported"));
    }
    return new Isolation(layers);
  }

  /// Layers that do not hold.
  public List<String> missing() {
    return layers.entrySet().stream()
        .filter(layer -> !layer.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Throws a [BadInputException] when a layer is missing that may not be.
  public void require(Set<String> dispensable) {
    for (String name : missing()) {
      if (!dispensable.contains(name)) {
        throw new BadInputException(
            "the isolation layer '%s' (%s) is not available: %s; --allow-weaker %s does without"
                .formatted(name, LAYERS.get(name), layers.get(name), name));
      }
    }
  }
}
