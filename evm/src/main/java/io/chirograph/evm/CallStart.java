package io.chirograph.evm;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;

/// A call or creation that begins, as a [Tracer] sees it.
///
/// @param opcode of the instruction that calls; CALL or CREATE for the transaction's own message
/// @param from the account in whose name it is made
/// @param to whose code runs; where the new contract lands
/// @param value sent along; what the caller was sent for a DELEGATECALL
/// @param input the call's data; the code that creates
public record CallStart(
        int opcode, Address from, Address to, UInt256 value, long gas, Bytes input) {}
