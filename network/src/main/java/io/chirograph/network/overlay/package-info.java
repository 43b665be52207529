/// Who is where, and how members find each other without anybody's files being edited. Read [Overlay] first: it is
/// a plain data structure that is told the time; whoever owns it moves its frames over
/// [io.chirograph.network.Links] or a simulated network. `Directory` holds what is known.
///
/// - A member tells where it is reached and when it stops ([Announcement]), signed by its signing key. Only those
///   whom the ledger names are heard, so nobody gets in by it; which TLS key a member has, the ledger says too.
/// - Of each member the newest counts, for half an hour; it is said again every ten minutes.
/// - To a member that is no neighbour, a parcel goes over one that says it reaches it ([OverlayEffect.Reached]), over at
///   most four links, with fewer left after each. Both ends sign; a way counts when something came back on it.
/// - What is forged or malformed is never passed on. A neighbour that sends more than its allowance is not heard;
///   the others are.
///
/// Frames travel on [io.chirograph.network.Lane#TOPOLOGY], each an RLP list. Numbers are without leading zeros.
///
/// | frame | fields |
/// |---|---|
/// | news | 0, list of at most 64 announcements |
/// | digest | 1, 1 if the receiver is to tell what it knows when it lacks something, else 0, list of at most 1 024 × (member: 20 bytes, sequence) |
///
/// | reach | 2, list of at most 1 024 × (member: 20 bytes, links to it: 1 to 4) |
/// | routed | 3, links it may still be passed on over: 0 to 4, origin: 20 bytes, destination: 20 bytes, sequence: milliseconds since 1970 × 65 536 and more, kind: 0 to 254, or 255 for a probe, payload, signature: 65 bytes over the Keccak-256 of the list (`chirograph parcel 1`, genesis hash, origin, destination, sequence, kind, Keccak-256 of the payload) |
///
/// | announcement | |
/// |---|---|
/// | member | 20 bytes, the address of its signing key |
/// | kind | 0 joins, 1 leaves |
/// | sequence | milliseconds since 1970 |
/// | host | 1 to 253 bytes, a name or IP address |
/// | port | 1 to 65 535 |
/// | signature | 65 bytes over the Keccak-256 of the list (`chirograph announcement 1`, genesis hash, and the fields above) |
@NullMarked
package io.chirograph.network.overlay;

import org.jspecify.annotations.NullMarked;
