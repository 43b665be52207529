package io.chirograph.proof.document;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.TlsKey;
import io.chirograph.crypto.trie.Trie;
import io.chirograph.crypto.trie.TrieProof;
import io.chirograph.crypto.trie.TrieUpdate;
import io.chirograph.proof.BlockHeader;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.GenesisAccount;
import io.chirograph.proof.Member;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A network of four members and one block whose state holds a document registry, made by hand: real
/// keys, tries, header and signatures, no execution.
final class ProvenNetwork {
    static final long HEIGHT = 12;
    static final long TIMESTAMP = 1_750_000_000;

    private final List<SigningKey> keys = new ArrayList<>();
    private final Genesis genesis;
    private final Map<Hash32, Bytes> nodes = new HashMap<>();

    ProvenNetwork(long chainId) {
        SecureRandom random = new SecureRandom();
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SigningKey key = SigningKey.generate(random);
            keys.add(key);
            Address account = SigningKey.generate(random).address();
            Bytes tlsKey = TlsKey.generate(random).publicKey();
            members.add(Member.bind("member" + i, key, account, tlsKey, "127.0.0.1", 30_000 + i));
        }
        SortedMap<Address, GenesisAccount> accounts = new TreeMap<>();
        accounts.put(
                DocumentRegistry.ADDRESS, GenesisAccount.contract(DocumentRegistry.runtimeCode()));
        this.genesis = new Genesis(chainId, 1_700_000_000_000L, 300_000_000, members, accounts);
    }

    Genesis genesis() {
        return genesis;
    }

    Address account(int member) {
        return genesis.members().get(member).account();
    }

    /// A proof from a block in which the registry has `registration`, under `status` (1 registered, 2
    /// superseded, 3 withdrawn).
    DocumentProof prove(Registration registration, Opening opening, int status) {
        return prove(registration, opening, status, DocumentRegistry.runtimeCode());
    }

    DocumentProof prove(Registration registration, Opening opening, int status, Bytes code) {
        Hash32 id = registration.id();
        SortedMap<UInt256, Hash32> storage = new TreeMap<>();
        storage.put(DocumentRegistry.digestSlot(id), registration.digest());
        storage.put(DocumentRegistry.stateSlot(id), stateWord(registration, status));
        for (int other = 1; other <= 20; other++) {
            storage.put(UInt256.of(other), Hashes.keccak256(Bytes.copyOf((byte) other)));
        }
        Hash32 storageRoot = storageRoot(storage);
        Hash32 stateRoot = stateRoot(storageRoot, Hashes.keccak256(code));
        BlockHeader header = header(stateRoot);
        return new DocumentProof(
                genesis.hash(),
                opening,
                registration,
                new RegistryProof(
                        proof(stateRoot, Hashes.keccak256(DocumentRegistry.ADDRESS.bytes())),
                        proof(storageRoot, slotKey(DocumentRegistry.digestSlot(id))),
                        proof(storageRoot, slotKey(DocumentRegistry.stateSlot(id)))),
                List.of(),
                header,
                certificate(header, List.of(0, 2, 3)));
    }

    /// A certificate of `header` signed by the members with these indexes.
    Certificate certificate(BlockHeader header, List<Integer> signers) {
        Hash32 set = genesis.validatorSet().id();
        Hash32 vote = Certificate.voteHash(genesis.hash(), set, header.number(), header.hash());
        SortedMap<Integer, Signature> signatures = new TreeMap<>();
        signers.forEach(index -> signatures.put(index, keys.get(index).sign(vote)));
        return new Certificate(set, header.number(), header.hash(), signatures);
    }

    private static Hash32 stateWord(Registration registration, int status) {
        return Hash32.owning(
                ByteBuffer.allocate(Hash32.SIZE)
                        .putShort((short) status)
                        .putInt((int) registration.version())
                        .putShort((short) 0)
                        .putInt((int) HEIGHT)
                        .put(registration.owner().toArray())
                        .array());
    }

    private Hash32 storageRoot(SortedMap<UInt256, Hash32> storage) {
        Trie trie = new Trie(Hashes.EMPTY_TRIE_ROOT, this::node);
        storage.forEach((slot, word) ->
                trie.put(
                        slotKey(slot).bytes(),
                        RlpWriter.string(UInt256.of(word).toMinimalBytes())));
        return commit(trie);
    }

    private Hash32 stateRoot(Hash32 storageRoot, Hash32 codeHash) {
        Trie trie = new Trie(Hashes.EMPTY_TRIE_ROOT, this::node);
        putAccount(trie, DocumentRegistry.ADDRESS, storageRoot, codeHash);
        for (Member member : genesis.members()) {
            putAccount(trie, member.account(), Hashes.EMPTY_TRIE_ROOT, Hashes.EMPTY_KECCAK);
        }
        return commit(trie);
    }

    private static void putAccount(
            Trie trie, Address address, Hash32 storageRoot, Hash32 codeHash) {
        trie.put(
                Hashes.keccak256(address.bytes()).bytes(),
                RlpWriter.list(w -> w.number(1).number(0).hash(storageRoot).hash(codeHash)));
    }

    private Hash32 commit(Trie trie) {
        TrieUpdate update = trie.commit();
        nodes.putAll(update.nodes());
        return update.root();
    }

    private List<Bytes> proof(Hash32 root, Hash32 key) {
        return TrieProof.of(root, key.bytes(), this::node);
    }

    private Optional<Bytes> node(Hash32 hash) {
        return Optional.ofNullable(nodes.get(hash));
    }

    private static Hash32 slotKey(UInt256 slot) {
        return Hashes.keccak256(slot.toArray());
    }

    private BlockHeader header(Hash32 stateRoot) {
        return new BlockHeader(
                genesis.hash(),
                BlockHeader.NO_OMMERS,
                account(0),
                stateRoot,
                Hashes.EMPTY_TRIE_ROOT,
                Hashes.EMPTY_TRIE_ROOT,
                Bytes.owning(new byte[BlockHeader.LOGS_BLOOM_BYTES]),
                UInt256.ZERO,
                HEIGHT,
                300_000_000,
                50_000,
                TIMESTAMP,
                Bytes.owning(ByteBuffer.allocate(8).putLong(TIMESTAMP * 1000 + 250).array()),
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
}
