package io.chirograph.simulator;

import io.chirograph.consensus.pbft.Signer;
import io.chirograph.consensus.pbft.SignerRecovery;
import io.chirograph.crypto.Signature;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Optional;

/// Signatures in name only: who signed is written in it, and what was signed too. They cost nothing, so
/// that a simulation spends its time on the protocol. Whoever wants to forge one can; nobody in a
/// simulation does, since traitors sign with the signers of traitors. Immutable.
final class CheapSignatures implements SignerRecovery {
    private final List<Optional<Address>> members;

    CheapSignatures(List<Address> members) {
        this.members = members.stream().map(Optional::of).toList();
    }

    Address addressOf(int member) {
        return members.get(member).orElseThrow();
    }

    Signer signerOf(int member) {
        UInt256 mark = UInt256.of(member + 1L);
        return digest -> new Signature(content(digest), mark, 0);
    }

    private static UInt256 content(Hash32 digest) {
        UInt256 words = UInt256.of(digest);
        return new UInt256(1, words.w2() ^ words.w3(), words.w1(), words.w0());
    }

    @Override
    public Optional<Address> signer(Hash32 digest, Signature signature) {
        long member = signature.s().w0() - 1;
        boolean isOne = member >= 0 && member < members.size();
        return isOne && signature.r().equals(content(digest))
                ? members.get((int) member)
                : Optional.empty();
    }
}
