package io.chirograph.cli.console;

import io.chirograph.types.UInt256;
import java.math.BigDecimal;

/// Amounts as people write them: 1 ether is 10^18 wei.
public final class Ether {
    private static final int DECIMALS = 18;

    private Ether() {}

    /// @param text ether with at most 18 decimals, such as `1.5`
    /// @throws IllegalArgumentException when `text` is anything else
    public static UInt256 parse(String text) {
        if (!text.matches("[0-9]{1,60}(\\.[0-9]{1,18})?")) {
            throw new IllegalArgumentException(
                    "'%s' is not an amount of ether, such as 1.5".formatted(text));
        }
        return UInt256.of(new BigDecimal(text).movePointRight(DECIMALS).toBigIntegerExact());
    }

    /// Ether without needless zeros.
    public static String format(UInt256 wei) {
        BigDecimal ether = new BigDecimal(wei.toBigInteger(), DECIMALS).stripTrailingZeros();
        return ether.signum() == 0 ? "0" : ether.toPlainString();
    }
}
