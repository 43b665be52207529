/// Authenticated, encrypted links between the members of a network. Read [Links] first, then
/// [LinkHandler]; a connection's life is in `Connection`.
///
/// - Every two members share one connection per [Lane]. The member with the lower index calls, and calls
///   again until it is answered; a newer connection replaces an older one of the same peer and lane. For
///   [Lane#TOPOLOGY] the other one calls too, when it was not called for a while.
/// - TLS 1.3 with certificates on both sides. The certificate's key is the identity: it must be in the
///   configured list, and for a call, be that of the member called. Names and dates in certificates mean
///   nothing, so nothing expires.
/// - Everything is bounded: frames, queues, connections that have not yet said hello, and their time. What a
///   peer does beyond a bound costs it its own connection, and is counted by [Refusal].
/// - Frames on a lane arrive in order and at most once. What was queued when a connection breaks is lost:
///   who needs an answer asks again.
///
/// A connection carries frames, in both directions. All numbers are big-endian and unsigned.
///
/// | offset | bytes | frame |
/// |---|---|---|
/// | 0 | 4 | length of what follows: 1 + payload; checked against the lane's limit before allocating |
/// | 4 | 1 | type: 0 hello, 1 refused, 2 ping, 3 pong, 4 data |
/// | 5 | … | payload |
///
/// The first frame of each side is a hello, the caller's first; or the other side's is a refusal, and the
/// connection is closed.
///
/// | offset | bytes | hello |
/// |---|---|---|
/// | 0 | 2 | protocol version, 1; a later one may append fields |
/// | 2 | 32 | hash of the genesis |
/// | 34 | 2 | the speaker's index in the list of members |
/// | 36 | 1 | lane: 0 votes, 1 sync, 2 bulk, 3 topology |
///
/// | offset | bytes | refused |
/// |---|---|---|
/// | 0 | 1 | code of a [Refusal] |
/// | 1 | 0–512 | what to tell the operator, UTF-8 |
///
/// Ping carries 8 bytes of the sender's choice, and pong returns them. Data is the caller's own.
@NullMarked
package io.chirograph.network;

import org.jspecify.annotations.NullMarked;
