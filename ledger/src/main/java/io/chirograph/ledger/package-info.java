/// The ledger: batches become blocks, blocks change the state, and everything can be found again.
/// Read [io.chirograph.ledger.Ledger] first, then `BlockRules` and `BatchExecution`.
///
/// Tables of the store. Heights and numbers in keys are 8 bytes, most significant first; values that are
/// lists are RLP.
///
/// | table | key | value |
/// |---|---|---|
/// | ledger.meta | `genesis` | genesis hash |
/// | | `executed`, `certified`, `oldest-state` | height |
/// | | `first` | height of the block whose state came from another member; absent when none did |
/// | | `awaited` | [file, `StateProof`] of a checked state that is to be installed |
/// | ledger.batches | height | the batch as it was agreed, in the form consensus gave it |
/// | ledger.certificates | height | [io.chirograph.proof.Certificate] |
/// | ledger.headers | height | [io.chirograph.proof.BlockHeader] |
/// | ledger.heights | block hash | height |
/// | ledger.bodies | height | list of [sender, envelope] |
/// | ledger.receipts | height, index (4 bytes) | list of one receipt: [type, success, gas used, cumulative gas used, price, logs, contract or empty, failure]; a log is [address, topics, data] |
/// | ledger.places | transaction hash | [height, index] |
/// | ledger.skipped | height | list of [hash, cause, reason]; only of the last 10,000 heights |
/// | ledger.skipped-heights | transaction hash | height |
/// | ledger.logs | see `LogIndex` | empty |
/// | ledger.accounts | address | [nonce, balance, storage root, code hash], after the newest executed block |
/// | ledger.storage | address, slot (32 bytes) | the word without leading zeros, after the newest executed block |
/// | ledger.codes | Keccak-256 | code |
/// | ledger.nodes | Keccak-256 | node of the state trie or a storage trie, of any block |
/// | ledger.validators | height of the last block of the set before | [io.chirograph.proof.ValidatorSet]; not of the founders |
///
/// Invariants: a block, the state after it and the new executed height are written in one transaction of the
/// store, ahead of which only rows may go that nobody looks for before (see `BlockWriter`); so after a crash
/// the ledger stands at some block as a whole. Trie nodes and
/// codes that a state from `oldest-state` on has are never deleted (see `StateHistory`).
@NullMarked
package io.chirograph.ledger;

import org.jspecify.annotations.NullMarked;
