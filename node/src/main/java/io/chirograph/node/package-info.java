/// One process of one organisation. [io.chirograph.node.Replica] wires agreement, ledger and store;
/// [io.chirograph.node.Node] puts threads, sockets and clocks around it.
///
/// Read [io.chirograph.node.Node] first.
@NullMarked
package io.chirograph.node;

import org.jspecify.annotations.NullMarked;
