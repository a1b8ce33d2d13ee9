package io.github.deepeyes4j.search.live.page;

/// A page's text without what surrounds it.
///
/// @param text not blank; a line for each paragraph, heading and row of a table
public record Page(String url, String title, String text) {}
