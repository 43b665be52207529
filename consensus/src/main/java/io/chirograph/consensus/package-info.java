/// What every consensus engine orders: a [Request] is a signed bundle of transactions, a [Batch] a
/// list of requests; batch n becomes block n. Read [Batch] first, then
/// [io.chirograph.consensus.pbft.PbftReplica].
///
/// | Value   | RLP |
/// |---------|-----|
/// | Request | `[client 20, number, timestampMillis, payload, signature 65]` |
/// | Batch   | `[proposer 20, timestampMillis, [Request…]]` |
///
/// A request's hash is Keccak-256 of `["chirograph request 1", client, number, timestampMillis, SHA-256 of payload]`;
/// its client signs Keccak-256 of `["chirograph request 1", genesisHash, hash]`. A batch's digest is
/// Keccak-256 of `["chirograph batch 1", proposer, timestampMillis, [hash, signature, hash, signature…]]`.
@NullMarked
package io.chirograph.consensus;

import org.jspecify.annotations.NullMarked;
