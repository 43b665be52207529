package io.chirograph.evm;

/// The rule sets of Ethereum's history, oldest first. Our own networks run [#OSAKA] from genesis on;
/// the older ones are here because the public tests that referee the machine are written for them.
public enum Fork {
    FRONTIER,
    HOMESTEAD,
    TANGERINE_WHISTLE,
    SPURIOUS_DRAGON,
    BYZANTIUM,
    CONSTANTINOPLE,
    PETERSBURG,
    ISTANBUL,
    BERLIN,
    LONDON,
    PARIS,
    SHANGHAI,
    CANCUN,
    PRAGUE,
    OSAKA;

    /// Whether the rules that came with `other` hold here too.
    public boolean isAtLeast(Fork other) {
        return compareTo(other) >= 0;
    }
}
