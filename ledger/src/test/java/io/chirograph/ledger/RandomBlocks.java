package io.chirograph.ledger;

import io.chirograph.evm.Account;
import io.chirograph.evm.Evm;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.store.Transaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Transactions whose values come from small ranges, so that states, and nodes of tries, come back again and again:
/// contracts are made, their slots set and cleared, money is sent, and some transactions can't be executed.
final class RandomBlocks {
    static final List<TestSender> SENDERS = List.of(TestChain.ALICE, TestChain.BOB);
    static final int SLOTS = 6;

    private static final int TRANSACTIONS_MAX = 6;
    private static final int STRANGERS = 4;

    /// Writes the input's second word to the slot that is its first word.
    private static final Bytes SETTER_CREATION =
            Bytes.fromHex("600780600b6000396000f3" + "60203560003555");

    private final Random random;

    RandomBlocks(Random random) {
        this.random = random;
    }

    /// What could be executed after the newest block of `chain`.
    SentTransaction[] next(TestChain chain) {
        Map<TestSender, Long> nonces = new HashMap<>();
        try (Transaction view = chain.store().begin()) {
            FlatState state = new FlatState(LedgerTables.of(chain.store()), view, _ -> Bytes.EMPTY);
            for (TestSender sender : SENDERS) {
                Optional<Account> account = state.account(sender.address());
                nonces.put(sender, account.map(Account::nonce).orElse(0L));
            }
        }
        List<SentTransaction> transactions = new ArrayList<>();
        for (int count = random.nextInt(TRANSACTIONS_MAX); count > 0; count--) {
            TestSender sender = SENDERS.get(random.nextInt(SENDERS.size()));
            long nonce = nonces.merge(sender, 1L, Long::sum) - 1;
            transactions.add(transaction(sender, nonce));
        }
        return transactions.toArray(SentTransaction[]::new);
    }

    private SentTransaction transaction(TestSender sender, long nonce) {
        return switch (random.nextInt(8)) {
            case 0 -> sender.deploy(nonce, SETTER_CREATION);
            case 1 ->
                    sender.transfer(nonce, stranger(random.nextInt(STRANGERS)), random.nextInt(3));
            case 2 -> sender.call(nonce, TestChain.COUNTER_ADDRESS, Bytes.owning(new byte[32]));
            case 3 -> sender.transfer(nonce + 1_000, Address.ZERO, 1); // can't be executed
            default -> set(sender, nonce);
        };
    }

    private SentTransaction set(TestSender sender, long nonce) {
        TestSender creator = SENDERS.get(random.nextInt(SENDERS.size()));
        Address contract =
                Evm.contractAddress(creator.address(), random.nextLong(Math.max(nonce, 1)));
        return sender.send(
                nonce,
                100_000,
                0,
                Recipient.of(contract),
                UInt256.ZERO,
                Bytes.concat(
                        UInt256.of(random.nextInt(SLOTS)).toHash32().bytes(),
                        UInt256.of(random.nextInt(3)).toHash32().bytes()));
    }

    private static Address stranger(int number) {
        byte[] bytes = new byte[Address.SIZE];
        bytes[0] = (byte) (1 + number);
        return Address.owning(bytes);
    }

    /// All accounts that there can be, and some that can't.
    static List<Address> accounts(long nonceMax) {
        List<Address> accounts = new ArrayList<>();
        accounts.add(TestChain.COUNTER_ADDRESS);
        for (int i = 0; i <= STRANGERS; i++) {
            accounts.add(stranger(i));
        }
        for (TestSender sender : SENDERS) {
            accounts.add(sender.address());
            for (long nonce = 0; nonce < nonceMax; nonce++) {
                accounts.add(Evm.contractAddress(sender.address(), nonce));
            }
        }
        return accounts;
    }
}
