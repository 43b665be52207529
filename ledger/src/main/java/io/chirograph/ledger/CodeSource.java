package io.chirograph.ledger;

import io.chirograph.evm.Account;
import io.chirograph.types.Bytes;

/// Where the code of accounts is found.
@FunctionalInterface
interface CodeSource {
    /// The code with the account's code hash; empty when it has none.
    Bytes codeOf(Account account);
}
