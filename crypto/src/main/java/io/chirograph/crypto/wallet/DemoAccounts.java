package io.chirograph.crypto.wallet;

import io.chirograph.crypto.SigningKey;
import java.util.List;
import java.util.stream.IntStream;

/// The ten accounts every Ethereum development tool knows. Their keys are public: whoever puts money of
/// worth there gives it away.
public final class DemoAccounts {
    public static final String MNEMONIC =
            "test test test test test test test test test test test junk";
    public static final int COUNT = 10;

    private DemoAccounts() {}

    /// Keys of `m/44'/60'/0'/0/0` to `/9`, derived anew at each call.
    public static List<SigningKey> keys() {
        HierarchicalKey wallet = HierarchicalKey.ofSeed(Mnemonic.of(MNEMONIC).seed(""));
        return IntStream.range(0, COUNT).mapToObj(wallet::ethereumAccount).toList();
    }
}
