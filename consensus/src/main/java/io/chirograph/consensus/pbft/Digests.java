package io.chirograph.consensus.pbft;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.proof.Certificate;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import java.util.List;
import java.util.function.Consumer;

/// What validators sign. Every digest covers the network and the validator set, and each sort of message
/// has a domain of its own, so that no signature counts for anything but what it was made for.
final class Digests {
    private static final Bytes VOTE = Bytes.ofUtf8("chirograph pbft vote 1");
    private static final Bytes VIEW_CHANGE = Bytes.ofUtf8("chirograph pbft view change 1");
    private static final Bytes NEW_VIEW = Bytes.ofUtf8("chirograph pbft new view 1");

    private Digests() {}

    static Hash32 vote(Membership members, Vote.Kind kind, long view, long height, Hash32 hash) {
        if (kind == Vote.Kind.EXECUTE) {
            return Certificate.voteHash(members.genesisHash(), members.setId(), height, hash);
        }
        return digest(
                VOTE, members, w -> w.number(kind.code).number(view).number(height).hash(hash));
    }

    /// Covers all of a view change but its signature.
    static Hash32 viewChange(
            Membership members, long view, Base base, List<PreparedProof> prepared, int signer) {
        return digest(
                VIEW_CHANGE,
                members,
                w -> MessageCodec.writeUnsigned(w, view, base, prepared, signer));
    }

    /// Covers all of a new view but its signature.
    static Hash32 newView(
            Membership members,
            long view,
            List<ViewChange> changes,
            List<Signature> proposals,
            int signer) {
        return digest(
                NEW_VIEW,
                members,
                w -> MessageCodec.writeUnsigned(w, view, changes, proposals, signer));
    }

    private static Hash32 digest(Bytes domain, Membership members, Consumer<RlpWriter> fields) {
        return Hashes.keccak256(
                RlpWriter.list(w -> {
                    w.bytes(domain).hash(members.genesisHash()).hash(members.setId());
                    fields.accept(w);
                }));
    }
}
