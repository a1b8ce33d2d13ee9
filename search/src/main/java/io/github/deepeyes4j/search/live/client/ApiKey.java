package io.github.deepeyes4j.search.live.client;

import io.github.deepeyes4j.core.BadInputException;
import java.util.regex.Pattern;
import okhttp3.MultipartBody;
import okhttp3.Request;

/// A provider's key, or none. It leaves this class only inside a signed request; [#toString] does
/// not show it. Immutable.
public final class ApiKey {
  private static final Pattern PRINTABLE = Pattern.compile("[!-~]{4,}");

  /// How a key travels.
  public sealed interface Place {
    /// In a header, after a prefix as in `Bearer `.
    record Header(String name, String prefix) implements Place {}

    /// As a parameter: of the form when the request uploads one, otherwise of the address.
    record Parameter(String name) implements Place {}
  }

  private final String value;
  private final Place place;

  private ApiKey(String value, Place place) {
    this.value = value;
    this.place = place;
  }

  /// For providers that want none.
  public static ApiKey none() {
    return new ApiKey("", new Place.Parameter(""));
  }

  /// @param variable that the value comes from, for the message
  /// @throws BadInputException when the value cannot be a key; the message does not show it
  public static ApiKey of(String variable, String value, Place place) {
    if (!PRINTABLE.matcher(value).matches()) {
      throw new BadInputException(
          variable
              + ": not a key: at least 4 printable ASCII characters without spaces are needed");
    }
    return new ApiKey(value, place);
  }

  Request sign(Request request) {
    if (value.isEmpty()) {
      return request;
    }
    return switch (place) {
      case Place.Header(String name, String prefix) ->
          request.newBuilder().header(name, prefix + value).build();
      case Place.Parameter(String name) when request.body() instanceof MultipartBody form ->
          request.newBuilder().method(request.method(), extended(form, name)).build();
      case Place.Parameter(String name) ->
          request
              .newBuilder()
              .url(request.url().newBuilder().setQueryParameter(name, value).build())
              .build();
    };
  }

  private MultipartBody extended(MultipartBody form, String name) {
    MultipartBody.Builder builder =
        new MultipartBody.Builder(form.boundary()).setType(MultipartBody.FORM);
    builder.addFormDataPart(name, value);
    form.parts().forEach(builder::addPart);
    return builder.build();
  }

  /// The text with the key blotted out, wherever a provider may have echoed it.
  String hide(String text) {
    return value.isEmpty() ? text : text.replace(value, "***");
  }

  @Override
  public String toString() {
    return value.isEmpty() ? "ApiKey[none]" : "ApiKey[***]";
  }
}
