/// The `chirograph` command: one class for each subcommand.
///
/// Read [io.chirograph.cli.Main] first. Exit codes: 0 done, 1 failed or refused, 2 used wrongly.
@NullMarked
package io.chirograph.cli;

import org.jspecify.annotations.NullMarked;
