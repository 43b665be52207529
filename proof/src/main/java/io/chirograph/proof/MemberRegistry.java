package io.chirograph.proof;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.InvariantViolation;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The Java face of the system contract by which members seat and remove one another
/// (`src/main/solidity/MemberRegistry.sol`): where it is, what runs there, how it begins and is called.
/// [MemberRoll] reads what it holds.
public final class MemberRegistry {
    public static final Address ADDRESS =
            Address.fromHex("0x0000000000000000000000000000000000c41701");

    /// More bytes than any member's record has.
    public static final int RECORD_BYTES_MAX = 1024;

    static final UInt256 HEAD_SLOT = UInt256.ZERO;
    static final UInt256 SEAT_COUNT_SLOT = UInt256.ONE;

    private static final long OPEN_SLOT = 2;
    private static final long PROPOSALS_SLOT = 3;
    private static final long SEAT_OF_SLOT = 4;
    private static final long SIGNER_TAKEN_SLOT = 5;
    private static final long WORDS_PER_SEAT = 3;

    private static final Bytes RUNTIME_CODE = readCode();

    private MemberRegistry() {}

    /// The contract's code as genesis deploys it.
    public static Bytes runtimeCode() {
        return RUNTIME_CODE;
    }

    /// The account that a genesis with these members and rules has at [#ADDRESS].
    public static GenesisAccount founding(List<Member> members, AgreementRules rules) {
        SortedMap<UInt256, UInt256> storage = new TreeMap<>();
        storage.put(HEAD_SLOT, head(members.size(), rules));
        storage.put(SEAT_COUNT_SLOT, UInt256.of(members.size()));
        for (int seat = 0; seat < members.size(); seat++) {
            Member member = members.get(seat);
            storage.put(seatSlot(seat), UInt256.of(member.validator()));
            storage.put(seatSlot(seat).plus(UInt256.ONE), UInt256.of(member.account()));
            storage.put(seatOfSlot(member.account()), UInt256.of(seat + 1L));
            storage.put(mapped(AbiWords.word(member.validator()), SIGNER_TAKEN_SLOT), UInt256.ONE);
        }
        return new GenesisAccount(UInt256.ZERO, 1, RUNTIME_CODE, storage);
    }

    private static UInt256 head(int memberCount, AgreementRules rules) {
        byte[] word = new byte[Hash32.SIZE];
        ByteBuffer.wrap(word)
                .putShort(18, (short) memberCount)
                .putShort(20, (short) rules.windowBlocks())
                .putShort(22, (short) rules.checkpointIntervalBlocks());
        return UInt256.of(Bytes.owning(word));
    }

    /// The call that proposes to seat `member`; its sender must be a member's account.
    public static Bytes proposeAddCall(Member member) {
        Bytes record = member.toRlp();
        int padding = Math.floorMod(-record.size(), Hash32.SIZE);
        return Bytes.concat(
                AbiWords.call(
                        "proposeAdd(address,address,bytes)",
                        AbiWords.word(member.validator()),
                        AbiWords.word(member.account()),
                        AbiWords.word(3L * Hash32.SIZE),
                        AbiWords.word(record.size())),
                record,
                Bytes.owning(new byte[padding]));
    }

    /// The call that proposes to empty a seat; its sender must be a member's account.
    public static Bytes proposeRemoveCall(int seat) {
        return AbiWords.call("proposeRemove(uint16)", AbiWords.word(seat));
    }

    /// The call that approves a proposal; its sender must be a member's account.
    public static Bytes approveCall(long id) {
        return AbiWords.call("approve(uint48)", AbiWords.word(id));
    }

    /// The call that takes back the sender's own proposal.
    public static Bytes withdrawCall() {
        return AbiWords.call("withdraw()");
    }

    /// The first of the three words of a seat.
    static UInt256 seatSlot(int seat) {
        UInt256 first = UInt256.of(Hashes.keccak256(SEAT_COUNT_SLOT.toArray()));
        return first.plus(UInt256.of(WORDS_PER_SEAT * seat));
    }

    /// The id of the proposal that the member on `seat` has open.
    static UInt256 openSlot(int seat) {
        return mapped(AbiWords.word(seat), OPEN_SLOT);
    }

    /// The first of the four words of a proposal.
    static UInt256 proposalSlot(long id) {
        return mapped(AbiWords.word(id), PROPOSALS_SLOT);
    }

    private static UInt256 seatOfSlot(Address account) {
        return mapped(AbiWords.word(account), SEAT_OF_SLOT);
    }

    private static UInt256 mapped(Hash32 key, long slot) {
        return UInt256.of(Hashes.keccak256(AbiWords.join(key, AbiWords.word(slot))));
    }

    private static Bytes readCode() {
        try (InputStream in = MemberRegistry.class.getResourceAsStream("MemberRegistry.hex")) {
            if (in == null) {
                throw new InvariantViolation("this build lacks MemberRegistry.hex");
            }
            return Bytes.fromHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("reading MemberRegistry.hex", e);
        }
    }
}
