/// Whole clusters on one thread, with simulated time, network and disks, driven by one seed, and what
/// must never happen checked at every step. Read [Scenario] (what goes wrong), then [Plan] and [Fault]
/// (what a seed makes of it), [Cluster] (how it runs), [Oracle] (what must hold), and [Shrinking] (how a
/// failing run becomes one that a person can read). [Main] is `chirograph simulate`.
///
/// Two sorts of node run in the same cluster code: a [ProtocolNode] is the agreement alone
/// ([io.chirograph.consensus.pbft.PbftReplica] and a log in memory), a [WholeNode] a whole
/// [io.chirograph.node.Replica] with its store on a simulated disk, its pool and its ledger.
///
/// Stated limits: signatures of validators are [CheapSignatures], which cost nothing and which nobody
/// here forges, so nothing is said about the curve; traitors are at most f.
@NullMarked
package io.chirograph.simulator;

import org.jspecify.annotations.NullMarked;
