package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.image.Picture;
import org.jspecify.annotations.Nullable;

/// One row of a search result.
///
/// @param snippet the passage that matched; null for a picture row
/// @param date as the page states it; null when it states none
/// @param thumbnail the picture found; null for a text row
public record SearchHit(
    String title,
    String link,
    @Nullable String snippet,
    @Nullable String date,
    @Nullable Picture thumbnail) {}
