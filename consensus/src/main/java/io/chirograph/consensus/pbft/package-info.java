/// Batched PBFT (Castro and Liskov, OSDI 1999) as a deterministic step machine, with execute votes that
/// certify blocks. Read [PbftReplica] first, then [Event] and [Effect], then [Agreement] (propose,
/// prepare, commit), [Execution] (deliver, execute, certify), [ViewChanges] and [CatchUp].
///
/// What holds, with at most f of n validators Byzantine, n > 3f, whatever the network does:
///
/// - No two honest replicas deliver different batches at one height: two quorums share an honest
///   validator, which signs one vote of a kind for a view and height, also over a crash ([LogRecord]).
/// - A batch that any honest replica delivered is proposed again by every later view ([NewViewPlan]).
/// - What is executed of a batch, and its block's time, follows from the ordered batches alone
///   ([History]): a request counts once, and its age is judged against the block's time.
/// - A block is certified only after a quorum made it durable, so whatever lies at or below a
///   certificate need not be agreed again: any certificate is a base for a change of view, and one in
///   every `checkpointInterval` moves the window and prunes the log.
/// - Any message may be lost at any time: once the network is good enough for long enough, and more than
///   n − f − 1 honest replicas are up, every request of one of them is ordered ([CatchUp]).
/// - Memory is bounded: a window of heights, one vote of a kind for each validator and height, a share
///   of the waiting requests for each client, the requests of one hour of history.
///
/// Validators change ([SetChange]) behind one block, the last of the old set: nobody votes above it before it is
/// certified, and then the new set begins with a view 0 of its own. Who agrees at a height is known a window
/// ahead ([Succession]).
///
/// A view is left in two phases: a replica without progress says so in its status, and votes for the next
/// view when f + 1 do. Stated limit: a replica that voted for a view which never begins takes no part in
/// the old one any more (it could contradict itself); it follows by fetching and votes for blocks until
/// the others change the view too.
///
/// Wire format, RLP. Numbers are unsigned, hashes 32 bytes, signatures 65; a vote is
/// `[kind, view, height, hash, signer, signature]` with kind 1 propose, 2 prepare, 3 commit, 4 execute;
/// `votes` is `[[signer, signature]…]`, ascending; a proof is `[view, height, digest, signature, votes]`;
/// a base is `[]` for the genesis or `[certificate]`; decided is `[height, view, batch, votes]`.
///
/// | Message     | RLP |
/// |-------------|-----|
/// | Proposal    | `[1, vote, batch]` |
/// | Vote        | `[2, vote]` |
/// | ViewChange  | `[3, [view, base, [proof…], signer, signature]]` |
/// | NewView     | `[4, [view, [viewChange…], [signature…], signer, signature]]` |
/// | Forward     | `[5, [request…]]` |
/// | Status      | `[6, view, phase, delivered, executed, certified]`, phase 1 active, 2 suspecting, 3 changing, 4 both |
/// | FetchBlocks | `[7, from, batchesFrom, count]` |
/// | Blocks      | `[8, [decided…], [certificate…]]` |
/// | FetchBatch  | `[9, height, digest]` |
/// | BatchCopy   | `[10, height, batch]` |
///
/// Signed is Keccak-256 of `[domain, genesisHash, validatorSetId, …]`, with the domains
/// `chirograph pbft vote 1` (kind, view, height, hash), `chirograph pbft view change 1` and
/// `chirograph pbft new view 1` (all fields but the signature); an execute vote signs
/// [io.chirograph.proof.Certificate#voteHash]. Log records are `[1, height, batch]`, `[2, vote]`,
/// `[3, proof]`, `[4, viewChange]`, `[5, newView]`; the last two have the height behind which their set agrees
/// at the end, unless it is the first.
@NullMarked
package io.chirograph.consensus.pbft;

import org.jspecify.annotations.NullMarked;
