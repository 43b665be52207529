package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Request;
import io.chirograph.types.Hash32;

/// What happens to a replica. Each event carries the time; the monotonic clock never goes back.
public sealed interface Event {
    Now now();

    /// The first event, once: the replica announces itself.
    record Started(Now now) implements Event {}

    /// The time of the last [Effect.WakeAt] has come. Harmless at any other time.
    record Tick(Now now) implements Event {}

    /// The node wants its own `request` ordered; it signed it itself.
    record Submitted(Now now, Request request) implements Event {}

    /// A message of a peer that [MessageVerifier] let pass.
    record Received(Now now, VerifiedMessage message) implements Event {}

    /// Bytes of a peer that [MessageVerifier] refused; they are counted.
    record Refused(Now now, Verification.Rejected message) implements Event {}

    /// The block of a delivered batch is durable; heights come in order without a gap.
    record Executed(Now now, long height, Hash32 blockHash) implements Event {}

    /// The block that is reported next decided that others agree from some height on; told once for each change.
    record SetDecided(Now now, SetChange change) implements Event {}

    /// The link to `peer` works (again).
    record PeerUp(Now now, int peer) implements Event {}

    /// The link to `peer` broke. Only makes the replica suspicious sooner; may be wrong.
    record PeerDown(Now now, int peer) implements Event {}
}
