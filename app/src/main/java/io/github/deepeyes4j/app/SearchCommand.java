package io.github.deepeyes4j.app;

import picocli.CommandLine.Command;

/// `deepeyes search`: what searching needs.
@Command(
    name = "search",
    description = "Makes indexes to search.",
    subcommands = SearchIndexImagesCommand.class)
final class SearchCommand {}
