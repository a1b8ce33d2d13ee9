package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.tokenizer.AdaptableModel;
import io.github.deepeyes4j.core.tokenizer.TokenModel;
import io.github.deepeyes4j.service.JsonBody;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// The adapters that clients have loaded beside a model, as vLLM lets them. They are read from one
/// directory only. Safe for concurrent use; closing unloads all.
public final class Adapters implements AutoCloseable {
  private static final String NAME = "lora_name";
  private static final String PATH = "lora_path";

  private final AdaptableModel model;
  private final Path directory;
  private final Map<String, TokenModel> loaded = new ConcurrentSkipListMap<>();

  /// None at first.
  ///
  /// @param directory whose subdirectories may be loaded
  public Adapters(AdaptableModel model, Path directory) {
    this.model = model;
    try {
      this.directory = directory.toRealPath();
    } catch (IOException e) {
      throw new BadInputException(directory + ": no such directory", e);
    }
  }

  List<String> names() {
    return List.copyOf(loaded.keySet());
  }

  /// The model with the adapter of this name.
  Optional<TokenModel> find(String name) {
    return Optional.ofNullable(loaded.get(name));
  }

  /// Loads the adapter that a request names; what to answer.
  ///
  /// @param taken names of other models
  synchronized String load(JsonBody body, List<String> taken) {
    String name = required(body, NAME);
    Path path = within(required(body, PATH));
    if (taken.contains(name) || loaded.containsKey(name)) {
      throw Fault.refused(NAME, "'%s' is loaded already".formatted(name));
    }
    loaded.put(name, model.adapted(name, path));
    return "Success: LoRA adapter '%s' added successfully.".formatted(name);
  }

  /// Unloads the adapter that a request names; what to answer.
  synchronized String unload(JsonBody body) {
    String name = required(body, NAME);
    TokenModel adapted = loaded.remove(name);
    if (adapted == null) {
      throw new NotFoundResponse(
          "%s: '%s' is not loaded".formatted(NAME, name),
          Map.of(JsonBody.PARAM, NAME, Fault.CODE, "model_not_found"));
    }
    adapted.close();
    return "Success: LoRA adapter '%s' removed successfully.".formatted(name);
  }

  private static String required(JsonBody body, String field) {
    String value = body.text(field, "");
    if (value.isBlank()) {
      throw Fault.refused(field, "is missing");
    }
    return value;
  }

  /// Links to directories are followed before it is decided.
  private Path within(String path) {
    try {
      Path asked = directory.resolve(path).normalize();
      if (!asked.startsWith(directory)) {
        throw outside(path);
      }
      Path real = asked.toRealPath();
      if (!real.startsWith(directory)) {
        throw outside(path);
      }
      return real;
    } catch (IOException | InvalidPathException e) {
      throw Fault.refused(PATH, "'%s': no such directory".formatted(path));
    }
  }

  private static BadRequestResponse outside(String path) {
    return Fault.refused(PATH, "'%s' lies outside the directory of adapters".formatted(path));
  }

  @Override
  public synchronized void close() {
    loaded.values().forEach(TokenModel::close);
    loaded.clear();
  }
}
