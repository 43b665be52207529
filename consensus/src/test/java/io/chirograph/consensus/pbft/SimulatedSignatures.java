package io.chirograph.consensus.pbft;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Signatures that cost one hash: nobody but the holder of a [Signer] made here can make one, because
/// only what was signed is known. One object per cluster.
final class SimulatedSignatures implements SignerRecovery {
    private record Signed(Hash32 digest, Signature signature) {}

    private final Map<Signed, Address> made = new HashMap<>();

    Signer signerOf(Address address) {
        return digest -> {
            byte[] r = Hashes.keccak256(Bytes.concat(address.bytes(), digest.bytes())).toArray();
            r[0] = 1;
            Signature signature = new Signature(UInt256.of(Bytes.owning(r)), UInt256.of(1), 0);
            made.put(new Signed(digest, signature), address);
            return signature;
        };
    }

    @Override
    public Optional<Address> signer(Hash32 digest, Signature signature) {
        return Optional.ofNullable(made.get(new Signed(digest, signature)));
    }
}
