package io.github.deepeyes4j.sandbox.kernel;

import io.github.deepeyes4j.core.image.Picture;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Sessions that begin with the same pictures, such as the rollouts of one question. From the
/// second on they are forked from a process that holds the pictures decoded, so that they share one
/// copy until somebody draws on it. Safe for concurrent use.
final class PictureGroups {
  private final Map<String, Group> groups = new HashMap<>();

  private static final class Group {
    int sessions;

    /// Forked from `parent`, holds the pictures; both null until there is a second session.
    @Nullable ControlSocket warm;

    @Nullable ControlSocket parent;
  }

  /// Counts a session in.
  ///
  /// @param parent the warm process without pictures
  /// @return the process that holds the pictures; null when the session is the first and must be
  ///   given them
  synchronized @Nullable ControlSocket join(ControlSocket parent, List<Picture> pictures)
      throws IOException {
    Group group = groups.computeIfAbsent(key(pictures), _ -> new Group());
    group.sessions++;
    if (group.sessions > 1 && !parent.equals(group.parent)) {
      group.warm = parent.group(UUID.randomUUID().toString(), pictures);
      group.parent = parent;
    }
    return group.warm;
  }

  /// Gives up a process that holds the pictures: it has died.
  synchronized void forget(List<Picture> pictures) {
    Group group = groups.get(key(pictures));
    if (group != null) {
      group.warm = null;
      group.parent = null;
    }
  }

  /// Counts a session out; with the last one the process that holds the pictures ends.
  synchronized void leave(List<Picture> pictures) {
    Group group = groups.get(key(pictures));
    if (group == null || --group.sessions > 0) {
      return;
    }
    groups.remove(key(pictures));
    if (group.warm != null) {
      try {
        group.warm.end();
      } catch (IOException e) {
        // It has gone already.
      }
    }
  }

  private static String key(List<Picture> pictures) {
    return pictures.stream().map(Picture::digest).collect(Collectors.joining(" "));
  }
}
