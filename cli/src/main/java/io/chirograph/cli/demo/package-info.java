/// `chirograph demo`: four organisations on one machine, each in its own process, at work.
///
/// Read [io.chirograph.cli.demo.DemoCommand] first: it is the play, the other classes are its actors.
/// [io.chirograph.cli.demo.DemoNetwork] owns the processes, [io.chirograph.cli.demo.TransferLoad] sends transfers and
/// measures, [io.chirograph.cli.demo.DemoReport] keeps what was checked.
@NullMarked
package io.chirograph.cli.demo;

import org.jspecify.annotations.NullMarked;
