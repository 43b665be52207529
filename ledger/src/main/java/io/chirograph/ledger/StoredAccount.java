package io.chirograph.ledger;

import io.chirograph.crypto.Hashes;
import io.chirograph.evm.Account;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;

/// An account as the state trie has it: the RLP list of nonce, balance, storage root and code hash.
record StoredAccount(Account account, Hash32 storageRoot) {
    boolean hasStorage() {
        return !storageRoot.equals(Hashes.EMPTY_TRIE_ROOT);
    }

    Bytes toRlp() {
        return RlpWriter.list(w ->
                w.number(new UInt256(0, 0, 0, account.nonce()))
                        .number(account.balance())
                        .hash(storageRoot)
                        .hash(account.codeHash()));
    }

    static StoredAccount fromRlp(Bytes rlp) {
        RlpReader fields = RlpReader.list(rlp);
        long nonce = fields.number256().w0();
        UInt256 balance = fields.number256();
        Hash32 storageRoot = fields.hash();
        Hash32 codeHash = fields.hash();
        fields.end();
        return new StoredAccount(new Account(nonce, balance, codeHash), storageRoot);
    }
}
