package io.chirograph.ledger.transaction;

import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;

/// What every type of transaction has: what is to be done, and how much of it.
///
/// @param nonce read as unsigned: how many transactions the sender sent before
/// @param data the input of the contract called, or the code that creates a contract
public record Call(long nonce, long gasLimit, Recipient recipient, UInt256 value, Bytes data) {}
