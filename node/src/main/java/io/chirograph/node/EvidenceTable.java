package io.chirograph.node;

import io.chirograph.consensus.pbft.MessageCodec;
import io.chirograph.consensus.pbft.Vote;
import io.chirograph.crypto.Hashes;
import io.chirograph.proof.Certificate;
import io.chirograph.store.KeyRange;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.Table;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;

/// Proofs that somebody cheated or that this node went wrong, kept for people. Each entry is an RLP list:
/// two contradicting votes as they were sent, or this node's block hash and the certificate against it;
/// its key is the Keccak-256 of the entry, so the same proof is kept once.
final class EvidenceTable {
    private static final System.Logger LOG = System.getLogger(EvidenceTable.class.getName());

    private static final int ENTRIES_MAX = 1_000;

    private final Store store;
    private final Table table;

    EvidenceTable(Store store) {
        this.store = store;
        this.table = store.table("consensus.evidence");
    }

    void keep(Vote first, Vote second) {
        keep(
                RlpWriter.list(w ->
                        w.bytes(MessageCodec.encode(first)).bytes(MessageCodec.encode(second))));
        LOG.log(
                System.Logger.Level.WARNING,
                "validator contradicts itself signer={0} kind={1} view={2} height={3}"
                        + " hashes={4},{5}",
                first.signer(),
                first.kind(),
                first.view(),
                first.height(),
                first.hash(),
                second.hash());
    }

    void keepDivergence(Hash32 ours, Certificate theirs) {
        keep(RlpWriter.list(w -> w.hash(ours).bytes(theirs.toRlp())));
    }

    private void keep(Bytes entry) {
        if (count() >= ENTRIES_MAX) {
            return; // enough to convict; a flood of proofs must not fill the disk
        }
        byte[] key = Hashes.keccak256(entry).toArray();
        store.update(transaction -> transaction.put(table, key, entry.toArray()));
    }

    int count() {
        int count = 0;
        try (Snapshot snapshot = store.snapshot()) {
            for (var _ : snapshot.scan(table, KeyRange.all())) {
                count++;
            }
        }
        return count;
    }
}
