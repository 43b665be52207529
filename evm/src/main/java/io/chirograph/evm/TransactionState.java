package io.chirograph.evm;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The state as a running transaction changes it: an overlay on a [WorldState] with a journal of how to
/// undo each change, so that a failed call is taken back in the time its changes took. Single-owner; made
/// by [Evm#begin], used for one transaction.
public final class TransactionState {
    /// This one account stays touched when a call to it is undone: so it once happened on the main network
    /// (block 2 675 119), and so it has to be since.
    private static final Address RIPEMD160 =
            Address.fromHex("0x0000000000000000000000000000000000000003");

    private final WorldState world;
    private final Fork fork;
    private final CodeCache cache;
    private final Precompiles precompiles;

    private final Map<Address, AccountState> accounts = new HashMap<>();
    private final Set<Address> warmUnread = new HashSet<>();
    private final SortedMap<Hash32, Code> newCodes = new TreeMap<>();
    private final List<Log> logs = new ArrayList<>();
    private final List<Runnable> journal = new ArrayList<>();
    private long refund;

    TransactionState(WorldState world, Fork fork, CodeCache cache, Precompiles precompiles) {
        this.world = world;
        this.fork = fork;
        this.cache = cache;
        this.precompiles = precompiles;
    }

    public UInt256 balance(Address address) {
        return load(address).balance;
    }

    /// Read as unsigned.
    public long nonce(Address address) {
        return load(address).nonce;
    }

    /// The code of the account itself, also when it delegates.
    public Bytes code(Address address) {
        return code(load(address)).original();
    }

    /// The account whose code runs when `address` is called, when it delegates (EIP-7702).
    public Optional<Address> delegate(Address address) {
        return code(load(address)).delegate();
    }

    public boolean exists(Address address) {
        return load(address).exists;
    }

    /// @throws ArithmeticException when the balance would be 2^256 or more
    public void addBalance(Address address, UInt256 amount) {
        addBalance(load(address), amount);
    }

    /// @throws ArithmeticException when the balance is lower than `amount`
    public void subtractBalance(Address address, UInt256 amount) {
        setBalance(load(address), load(address).balance.minus(amount));
    }

    /// @param nonce read as unsigned
    public void setNonce(Address address, long nonce) {
        setNonce(load(address), nonce);
    }

    /// Makes the account run the code of `delegate`, or its own (none) again when that is zero (EIP-7702).
    public void setDelegation(Address address, Address delegate) {
        setCode(
                load(address),
                delegate.equals(Address.ZERO) ? Bytes.EMPTY : Code.delegationTo(delegate));
    }

    /// Makes the next access to the account cheap (EIP-2929).
    ///
    /// @param address an account that is not read yet stays unread
    public void warm(Address address) {
        AccountState known = accounts.get(address);
        if (known == null) {
            warmUnread.add(address);
        } else {
            warm(known);
        }
    }

    /// Whether anything of the account has been read or changed.
    public boolean hasRead(Address address) {
        return accounts.containsKey(address);
    }

    /// Makes the next access to the slot cheap (EIP-2929).
    public void warm(Address address, UInt256 slot) {
        warm(slot(load(address), slot));
    }

    public void addRefund(long gas) {
        long before = refund;
        journal.add(() -> refund = before);
        refund += gas;
    }

    /// Gas to give back, before any cap.
    public long refund() {
        return refund;
    }

    /// The logs of what has not been undone, in order.
    public List<Log> logs() {
        return List.copyOf(logs);
    }

    /// What is different from before the transaction, when it ends now.
    public StateChanges changes() {
        SortedMap<Address, StateChanges.AccountChange> changed = new TreeMap<>();
        SortedMap<Hash32, Bytes> codes = new TreeMap<>();
        for (AccountState account : accounts.values()) {
            if (account.destroyed || isCleared(account)) {
                if (account.before.isPresent()) {
                    changed.put(account.address, new StateChanges.Deleted());
                }
                continue;
            }
            Account now = account.now();
            SortedMap<UInt256, UInt256> slots = account.changedSlots();
            boolean same = account.before.map(now::equals).orElse(!account.exists);
            if (!same || !slots.isEmpty()) {
                changed.put(account.address, new StateChanges.Updated(now, slots));
                Code code = newCodes.get(now.codeHash());
                if (code != null
                        && now.hasCode()
                        && !account.before
                                .map(Account::codeHash)
                                .equals(Optional.of(now.codeHash()))) {
                    codes.put(now.codeHash(), code.original());
                }
            }
        }
        return new StateChanges(changed, codes);
    }

    private boolean isCleared(AccountState account) {
        return fork.isAtLeast(Fork.SPURIOUS_DRAGON) && account.touched && account.isEmpty();
    }

    // What the machine uses.

    int checkpoint() {
        return journal.size();
    }

    void revertTo(int checkpoint) {
        for (int i = journal.size() - 1; i >= checkpoint; i--) {
            journal.remove(i).run();
        }
    }

    AccountState load(Address address) {
        AccountState known = accounts.get(address);
        if (known != null) {
            return known;
        }
        AccountState loaded = new AccountState(address, world.account(address));
        loaded.warm = precompiles.at(address).isPresent() || warmUnread.contains(address);
        accounts.put(address, loaded);
        return loaded;
    }

    Code code(AccountState account) {
        if (account.codeHash.equals(Hashes.EMPTY_KECCAK)) {
            return Code.EMPTY;
        }
        Code fresh = newCodes.get(account.codeHash);
        if (fresh != null) {
            return fresh;
        }
        return cache.get(account.codeHash)
                .orElseGet(() -> {
                    Code code = new Code(world.code(account.address));
                    cache.put(account.codeHash, code);
                    return code;
                });
    }

    AccountState.Slot slot(AccountState account, UInt256 key) {
        AccountState.Slot known = account.storage.get(key);
        if (known != null) {
            return known;
        }
        AccountState.Slot loaded = new AccountState.Slot(world.storage(account.address, key));
        account.storage.put(key, loaded);
        return loaded;
    }

    /// Whether the account was cold.
    boolean warm(AccountState account) {
        if (account.warm) {
            return false;
        }
        journal.add(() -> account.warm = false);
        account.warm = true;
        return true;
    }

    /// Whether the slot was cold.
    boolean warm(AccountState.Slot slot) {
        if (slot.warm) {
            return false;
        }
        journal.add(() -> slot.warm = false);
        slot.warm = true;
        return true;
    }

    void store(AccountState.Slot slot, UInt256 value) {
        UInt256 before = slot.current;
        journal.add(() -> slot.current = before);
        slot.current = value;
    }

    void storeTransient(AccountState account, UInt256 key, UInt256 value) {
        UInt256 before = account.transientStorage.getOrDefault(key, UInt256.ZERO);
        journal.add(() -> account.transientStorage.put(key, before));
        account.transientStorage.put(key, value);
    }

    void addLog(Log log) {
        journal.add(logs::removeLast);
        logs.add(log);
    }

    void addBalance(AccountState account, UInt256 amount) {
        touch(account);
        if (!amount.isZero()) {
            setBalance(account, account.balance.plus(amount));
        }
    }

    void setBalance(AccountState account, UInt256 balance) {
        UInt256 before = account.balance;
        journal.add(() -> account.balance = before);
        account.balance = balance;
        touch(account);
    }

    void setNonce(AccountState account, long nonce) {
        long before = account.nonce;
        journal.add(() -> account.nonce = before);
        account.nonce = nonce;
        touch(account);
    }

    void setCode(AccountState account, Bytes code) {
        Hash32 before = account.codeHash;
        journal.add(() -> account.codeHash = before);
        account.codeHash = Hashes.keccak256(code);
        newCodes.computeIfAbsent(account.codeHash, _ -> new Code(code));
        touch(account);
    }

    /// Starts the account's life, from before Spurious Dragon on even as an empty one.
    void touch(AccountState account) {
        if (account.touched && account.exists) {
            return;
        }
        boolean touchedBefore = account.touched || account.address.equals(RIPEMD160);
        boolean existedBefore = account.exists;
        journal.add(() -> {
            account.touched = touchedBefore;
            account.exists = existedBefore;
        });
        account.touched = true;
        account.exists = true;
    }

    void markCreated(AccountState account) {
        journal.add(() -> account.created = false);
        account.created = true;
    }

    void markDestroyed(AccountState account) {
        if (account.destroyed) {
            return;
        }
        journal.add(() -> account.destroyed = false);
        account.destroyed = true;
    }

    /// Whether a contract can be created at the account's address (EIP-684, EIP-7610).
    boolean isOccupied(AccountState account) {
        return account.nonce != 0
                || !account.codeHash.equals(Hashes.EMPTY_KECCAK)
                || world.hasStorage(account.address);
    }

    /// Whether nobody would miss the account: absent, or as good as that since Spurious Dragon.
    boolean isDead(AccountState account) {
        return fork.isAtLeast(Fork.SPURIOUS_DRAGON) ? account.isEmpty() : !account.exists;
    }
}
