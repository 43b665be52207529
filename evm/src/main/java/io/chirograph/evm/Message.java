package io.chirograph.evm;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;

/// What a transaction asks of the machine. Its sender has paid for the gas, and its nonce is counted.
public sealed interface Message {
    Address caller();

    /// Goes from the caller to the account called or created.
    UInt256 value();

    long gas();

    /// Runs the code of the account at `to`, if it has any.
    record Call(Address caller, Address to, UInt256 value, Bytes input, long gas)
            implements Message {}

    /// Runs `initCode`, which returns the code of a new contract at `contract`.
    record Create(Address caller, Address contract, UInt256 value, Bytes initCode, long gas)
            implements Message {}
}
