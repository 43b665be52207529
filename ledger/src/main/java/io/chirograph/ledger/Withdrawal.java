package io.chirograph.ledger;

import io.chirograph.types.Address;
import io.chirograph.types.RlpWriter;

/// What Ethereum's beacon chain pays out in a block (EIP-4895).
///
/// @param amountGwei in units of 10^9 wei
public record Withdrawal(long index, long validatorIndex, Address address, long amountGwei) {
    void write(RlpWriter list) {
        list.beginList(
                w -> w.number(index).number(validatorIndex).address(address).number(amountGwei));
    }
}
