package io.chirograph.network.overlay;

import io.chirograph.crypto.SigningKey;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Signing keys of simulated members by their addresses, always the same.
final class MemberKeys {
    private MemberKeys() {}

    static SequencedMap<Address, SigningKey> make(int count) {
        SequencedMap<Address, SigningKey> keys = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            byte[] secret = new byte[Hash32.SIZE];
            secret[0] = 1;
            secret[31] = (byte) i;
            SigningKey key = SigningKey.of(Hash32.owning(secret));
            keys.put(key.address(), key);
        }
        return keys;
    }
}
