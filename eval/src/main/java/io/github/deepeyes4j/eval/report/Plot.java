package io.github.deepeyes4j.eval.report;

import java.util.List;

/// Charts that belong together.
///
/// @param name of its files
/// @param caption what it shows, for those too who cannot see it
record Plot(String name, String caption, List<Panel> panels) {}
