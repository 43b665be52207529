package io.chirograph.proof;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.TrieRoot;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What all members agree on before the first block: who they are and which accounts exist. Its hash is
/// the hash of block 0 and covers every field; members compare it, and all proofs start from it.
///
/// @param chainId 1 to [#CHAIN_ID_MAX]
/// @param timestampMillis of block 0, since 1970
/// @param gasLimit of every block
/// @param agreement by which members judge one another's proposals
/// @param members [#MEMBERS_MIN] to [ValidatorSet#VALIDATORS_MAX], in validator order; names, keys,
///     accounts and endpoints all differ
public record Genesis(
        long chainId,
        long timestampMillis,
        long gasLimit,
        AgreementRules agreement,
        List<Member> members,
        SortedMap<Address, GenesisAccount> accounts) {
    /// Fewer than four members cannot bear a single faulty one.
    public static final int MEMBERS_MIN = 4;

    /// Above it, wallets that compute in 53-bit numbers sign for another chain.
    public static final long CHAIN_ID_MAX = (1L << 53) / 2 - 36;

    public static final long GAS_LIMIT_DEFAULT = 300_000_000;
    public static final int FILE_BYTES_MAX = 16 * 1024 * 1024;

    private static final long GAS_LIMIT_MIN = 16_777_216; // one transaction's most (EIP-7825)
    private static final long GAS_LIMIT_MAX = 1_000_000_000_000L;
    private static final long TIMESTAMP_MILLIS_MAX =
            253_402_300_799_999L; // the end of the year 9999
    private static final long NUMBER_EXACT_MAX = (1L << 53) - 1;

    /// @throws IllegalArgumentException when a value is out of range or two members share something
    public Genesis {
        members = List.copyOf(members);
        accounts = Collections.unmodifiableSortedMap(new TreeMap<>(accounts));
        requireRange("chainId", chainId, 1, CHAIN_ID_MAX);
        requireRange("timestampMillis", timestampMillis, 0, TIMESTAMP_MILLIS_MAX);
        requireRange("gasLimit", gasLimit, GAS_LIMIT_MIN, GAS_LIMIT_MAX);
        if (members.size() < MEMBERS_MIN || members.size() > ValidatorSet.VALIDATORS_MAX) {
            throw new IllegalArgumentException(
                    "genesis: %d to %d members are needed, not %d; fewer than %d cannot bear a faulty one"
                            .formatted(
                                    MEMBERS_MIN,
                                    ValidatorSet.VALIDATORS_MAX,
                                    members.size(),
                                    MEMBERS_MIN));
        }
        requireDistinct(members, "name", Member::name);
        requireDistinct(members, "signing key", Member::validator);
        requireDistinct(members, "account", Member::account);
        requireDistinct(members, "TLS key", Member::tlsPublicKey);
        requireDistinct(members, "endpoint", Member::endpoint);
        GenesisAccount registry = accounts.get(MemberRegistry.ADDRESS);
        if (registry != null && !registry.equals(MemberRegistry.founding(members, agreement))) {
            throw new IllegalArgumentException(
                    "genesis: account %s must be the member registry with exactly these members; make the file with 'chirograph genesis build'"
                            .formatted(MemberRegistry.ADDRESS));
        }
    }

    /// With the usual rules of the agreement.
    public Genesis(
            long chainId,
            long timestampMillis,
            long gasLimit,
            List<Member> members,
            SortedMap<Address, GenesisAccount> accounts) {
        this(chainId, timestampMillis, gasLimit, AgreementRules.defaults(), members, accounts);
    }

    private static void requireRange(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "genesis: %s is %d, allowed are %d to %d".formatted(field, value, min, max));
        }
    }

    private static void requireDistinct(
            List<Member> members, String what, Function<Member, Object> part) {
        Set<Object> seen = new HashSet<>();
        for (Member member : members) {
            if (!seen.add(part.apply(member))) {
                throw new IllegalArgumentException(
                        "genesis: member %s has the same %s as another: %s"
                                .formatted(member.name(), what, part.apply(member)));
            }
        }
    }

    /// @throws MalformedException when `json` is not exactly one well-formed genesis file
    public static Genesis fromJson(Bytes json) {
        JsonFields fields = JsonFields.parse(json, FILE_BYTES_MAX, "genesis file");
        long chainId = fields.number("chainId", 1, CHAIN_ID_MAX);
        long timestampMillis = fields.number("timestampMillis", 0, TIMESTAMP_MILLIS_MAX);
        long gasLimit = fields.number("gasLimit", GAS_LIMIT_MIN, GAS_LIMIT_MAX);
        AgreementRules agreement =
                fields.has("agreement")
                        ? AgreementRules.fromJson(fields.object("agreement"))
                        : AgreementRules.defaults();
        List<Member> members =
                fields.objects("members", ValidatorSet.VALIDATORS_MAX, Member::fromJson);
        SortedMap<Address, GenesisAccount> accounts = accounts(fields.object("accounts"));
        fields.end();
        try {
            return new Genesis(chainId, timestampMillis, gasLimit, agreement, members, accounts);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static SortedMap<Address, GenesisAccount> accounts(JsonFields fields) {
        SortedMap<Address, GenesisAccount> accounts = new TreeMap<>();
        for (String name : fields.names()) {
            Address address = key(fields, name, Address::fromHex);
            if (accounts.put(address, account(fields.object(name))) != null) {
                throw fields.wrong("account " + address + " comes twice");
            }
        }
        return accounts;
    }

    private static GenesisAccount account(JsonFields fields) {
        UInt256 balance = fields.number256("balance");
        long nonce = fields.has("nonce") ? fields.number("nonce", 0, NUMBER_EXACT_MAX) : 0;
        Bytes code =
                fields.has("code")
                        ? fields.bytes("code", GenesisAccount.CODE_BYTES_MAX)
                        : Bytes.EMPTY;
        SortedMap<UInt256, UInt256> storage =
                fields.has("storage") ? storage(fields.object("storage")) : new TreeMap<>();
        fields.end();
        try {
            return new GenesisAccount(balance, nonce, code, storage);
        } catch (IllegalArgumentException e) {
            throw fields.wrong(e);
        }
    }

    private static SortedMap<UInt256, UInt256> storage(JsonFields fields) {
        SortedMap<UInt256, UInt256> storage = new TreeMap<>();
        for (String name : fields.names()) {
            UInt256 slot = key(fields, name, JsonFields::parseNumber256);
            if (storage.put(slot, fields.number256(name)) != null) {
                throw fields.wrong("slot " + slot.toQuantity() + " comes twice");
            }
        }
        return storage;
    }

    private static <T> T key(JsonFields fields, String name, Function<String, T> parse) {
        try {
            return parse.apply(name);
        } catch (IllegalArgumentException e) {
            throw fields.wrong(e);
        }
    }

    /// The file all members hold: fields in fixed order, two spaces of indent. Only the content counts
    /// for the hash, not the layout.
    public Bytes toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("chainId", chainId)
                .put("timestampMillis", timestampMillis)
                .put("gasLimit", gasLimit);
        agreement.writeTo(root.putObject("agreement"));
        ArrayNode memberNodes = root.putArray("members");
        members.forEach(member -> memberNodes.add(member.toJsonNode()));
        ObjectNode accountNodes = root.putObject("accounts");
        accounts.forEach((address, account) -> put(accountNodes, address, account));
        return Bytes.ofUtf8(root.toPrettyString() + "\n");
    }

    private static void put(ObjectNode accountNodes, Address address, GenesisAccount account) {
        ObjectNode node = accountNodes.putObject(address.toHex());
        node.put("balance", account.balance().toString());
        if (account.nonce() != 0) {
            node.put("nonce", account.nonce());
        }
        if (!account.code().isEmpty()) {
            node.put("code", account.code().toHex());
        }
        if (!account.storage().isEmpty()) {
            ObjectNode slots = node.putObject("storage");
            account.storage()
                    .forEach((slot, value) -> slots.put(slot.toQuantity(), value.toQuantity()));
        }
    }

    /// Block 0. Number, base fee, gas used, difficulty, coinbase, nonce, parent and randomness are zero;
    /// there are no transactions, receipts, withdrawals or requests; the state root is that of
    /// [#accounts()], and the extra data covers what no other field does ([#extraData()]).
    ///
    /// Computed anew at each call, state root included.
    public BlockHeader header() {
        return new BlockHeader(
                Hash32.ZERO,
                BlockHeader.NO_OMMERS,
                Address.ZERO,
                stateRoot(),
                Hashes.EMPTY_TRIE_ROOT,
                Hashes.EMPTY_TRIE_ROOT,
                Bytes.owning(new byte[BlockHeader.LOGS_BLOOM_BYTES]),
                UInt256.ZERO,
                0,
                gasLimit,
                0,
                timestampMillis / 1000,
                extraData(),
                Hash32.ZERO,
                Bytes.owning(new byte[BlockHeader.NONCE_BYTES]),
                UInt256.ZERO,
                Hashes.EMPTY_TRIE_ROOT,
                0,
                0,
                Hash32.ZERO,
                BlockHeader.NO_REQUESTS,
                BlockHeader.FIELD_COUNT_NEWEST);
    }

    /// Keccak-256 of the RLP list of chain id, timestamp in milliseconds, the list of members, each the
    /// list of its name, signing key (64 bytes), account, TLS key, host, port and binding, and the list of
    /// the agreement's rules in the order of [AgreementRules].
    private Bytes extraData() {
        return Hashes.keccak256(
                        RlpWriter.list(w -> {
                            w.number(chainId)
                                    .number(timestampMillis)
                                    .beginList(list ->
                                            members.forEach(member -> member.writeTo(list)));
                            agreement.writeTo(w);
                        }))
                .bytes();
    }

    private Hash32 stateRoot() {
        SortedMap<Bytes, Bytes> leaves = new TreeMap<>();
        accounts.forEach((address, account) ->
                leaves.put(Hashes.keccak256(address.toArray()).bytes(), accountLeaf(account)));
        return TrieRoot.of(leaves);
    }

    private static Bytes accountLeaf(GenesisAccount account) {
        SortedMap<Bytes, Bytes> slots = new TreeMap<>();
        for (Map.Entry<UInt256, UInt256> slot : account.storage().entrySet()) {
            slots.put(
                    Hashes.keccak256(slot.getKey().toArray()).bytes(),
                    RlpWriter.string(slot.getValue().toMinimalBytes()));
        }
        return RlpWriter.list(w ->
                w.number(account.nonce())
                        .number(account.balance())
                        .hash(TrieRoot.of(slots))
                        .hash(Hashes.keccak256(account.code())));
    }

    /// The hash of block 0, that all members compare. Computed anew at each call: keep it.
    public Hash32 hash() {
        return header().hash();
    }

    /// Whether members can be added and removed: whether there is a member registry.
    public boolean isGoverned() {
        return accounts.containsKey(MemberRegistry.ADDRESS);
    }

    /// The validators of block 1, in member order.
    public ValidatorSet validatorSet() {
        return new ValidatorSet(members.stream().map(Member::validator).toList());
    }
}
