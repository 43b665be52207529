/// How commands talk to people and scripts: results on standard output as text or JSON, progress and
/// errors on standard error, failures as one clear line.
///
/// Read [io.chirograph.cli.console.Output] first.
@NullMarked
package io.chirograph.cli.console;

import org.jspecify.annotations.NullMarked;
