/// `chirograph bench consensus`: what the agreement can do, with members in processes of their own, mutual
/// TLS between them, and clients that take for true what f + 1 members say. Read [OrderingReplica] first, then
/// [LoadClient].
///
/// A member runs the agreement, the links and the vote log of a node; in place of the ledger it keeps an
/// append-only log of opaque requests. Clients talk to one member, each over a connection of its own; their
/// frames carry MACs under keys that client and member agreed on by X25519. Every member computes a MAC of each
/// result for the client; a member's MACs for another one's clients travel together, one frame a block, and
/// reach the client with the reply of its own member. So a client needs one connection, and still hears f + 1
/// members.
@NullMarked
package io.chirograph.benchmarks.consensus;

import org.jspecify.annotations.NullMarked;
