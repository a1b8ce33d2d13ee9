package io.github.deepeyes4j.app;

import picocli.CommandLine.Command;

/// `deepeyes benchmark`: benchmarks that the project makes itself.
@Command(
    name = "benchmark",
    description = "Builds the benchmark that comes along, and checks that it can be solved.",
    subcommands = {BenchmarkBuildCommand.class, BenchmarkCheckCommand.class},
    synopsisSubcommandLabel = "(build | check)")
final class BenchmarkCommand {
  private BenchmarkCommand() {}
}
