package io.github.deepeyes4j.model.weights;

/// The two ways in which the same parameters are named: as in the checkpoints on the hub, `model.…`
/// and `visual.…`, which are the names used here; and as newer libraries have them,
/// `model.language_model.…` and `model.visual.…`.
public final class HubNames {
  private static final String LANGUAGE = "model.language_model.";
  private static final String VISION = "visual.";
  private static final String MODEL = "model.";

  private HubNames() {}

  /// The hub's name of a parameter or a module that is named in either way.
  public static String of(String name) {
    if (name.startsWith(LANGUAGE)) {
      return MODEL + name.substring(LANGUAGE.length());
    }
    return name.startsWith(MODEL + VISION) ? name.substring(MODEL.length()) : name;
  }

  /// The newer libraries' name for one of the hub's.
  public static String newer(String hubName) {
    if (hubName.startsWith(VISION)) {
      return MODEL + hubName;
    }
    return hubName.startsWith(MODEL) ? LANGUAGE + hubName.substring(MODEL.length()) : hubName;
  }
}
