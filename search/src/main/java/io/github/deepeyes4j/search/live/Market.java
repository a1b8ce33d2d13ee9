package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.BadInputException;
import java.util.regex.Pattern;

/// Where and in what language a provider searches.
///
/// @param country two letters (ISO 3166), lower case: Google's `gl`
/// @param language as in `en` or `pt-br`: Google's `hl`
public record Market(String country, String language) {
  private static final Pattern COUNTRY = Pattern.compile("[a-z]{2}");
  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[a-z0-9]{2,4})?");

  public Market {
    if (!COUNTRY.matcher(country).matches()) {
      throw new BadInputException(
          "country '%s': two lower-case letters are needed, as in us".formatted(country));
    }
    if (!LANGUAGE.matcher(language).matches()) {
      throw new BadInputException(
          "language '%s': a lower-case code is needed, as in en or pt-br".formatted(language));
    }
  }

  @Override
  public String toString() {
    return "gl=%s,hl=%s".formatted(country, language);
  }
}
