package io.chirograph.proof;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// What the member registry holds at some height: who sits where, and what is proposed.
///
/// @param boundary the last block that is certified by those who were members before the newest change; 0
///     when nothing was ever changed. `seats` are those of the blocks behind it
/// @param seats all that were ever given, by number
/// @param proposals the open ones, at most one for each member, by id
public record MemberRoll(long boundary, List<Seat> seats, List<Proposal> proposals) {
    /// @param signer zero when the seat was emptied
    /// @param record of [Member#toRlp()]; empty for a founder
    public record Seat(Address signer, Address account, Bytes record) {
        public boolean isEmpty() {
            return signer.equals(Address.ZERO);
        }
    }

    /// @param proposer a seat
    /// @param approvals seats of the members that approved, the proposer among them
    public record Proposal(long id, int proposer, Change change, SortedSet<Integer> approvals) {
        public Proposal {
            approvals = Collections.unmodifiableSortedSet(new TreeSet<>(approvals));
        }
    }

    /// What a proposal would change.
    public sealed interface Change {
        /// Somebody gets the next seat.
        record Add(Address signer, Address account, Bytes record) implements Change {
            /// The member that is to be seated.
            /// @return empty when its record is not its own: nobody should approve that
            public Optional<Member> member() {
                return decode(record)
                        .filter(member ->
                                member.validator().equals(signer)
                                        && member.account().equals(account));
            }
        }

        /// A seat is emptied.
        record Remove(int seat) implements Change {}
    }

    public MemberRoll {
        seats = List.copyOf(seats);
        proposals = List.copyOf(proposals);
    }

    /// The height in the storage word [MemberRegistry#HEAD_SLOT]: see [#boundary].
    public static long boundary(UnaryOperator<UInt256> storage) {
        return number(storage.apply(MemberRegistry.HEAD_SLOT), 24, 32);
    }

    /// Reads the registry's storage.
    /// @param storage gives the word in a slot
    public static MemberRoll read(UnaryOperator<UInt256> storage) {
        long seatCount =
                Math.min(
                        number(storage.apply(MemberRegistry.SEAT_COUNT_SLOT), 24, 32),
                        ValidatorSet.VALIDATORS_MAX);
        List<Seat> seats = new ArrayList<>();
        for (int seat = 0; seat < seatCount; seat++) {
            UInt256 slot = MemberRegistry.seatSlot(seat);
            seats.add(
                    new Seat(
                            address(storage.apply(slot), 12),
                            address(storage.apply(next(slot, 1)), 12),
                            bytes(storage, next(slot, 2))));
        }
        long voidId = number(storage.apply(MemberRegistry.HEAD_SLOT), 6, 12);
        List<Proposal> proposals = new ArrayList<>();
        for (int seat = 0; seat < seatCount; seat++) {
            long id = number(storage.apply(MemberRegistry.openSlot(seat)), 26, 32);
            if (id > voidId) {
                proposals.add(proposal(storage, id));
            }
        }
        proposals.sort((a, b) -> Long.compare(a.id(), b.id()));
        return new MemberRoll(boundary(storage), seats, proposals);
    }

    private static Proposal proposal(UnaryOperator<UInt256> storage, long id) {
        UInt256 slot = MemberRegistry.proposalSlot(id);
        UInt256 first = storage.apply(slot);
        Address signer = address(first, 2);
        UInt256 approvals = storage.apply(next(slot, 2));
        SortedSet<Integer> approving = new TreeSet<>();
        for (int seat = 0; seat < ValidatorSet.VALIDATORS_MAX; seat++) {
            if (approvals.toBigInteger().testBit(seat)) {
                approving.add(seat);
            }
        }
        Change change =
                signer.equals(Address.ZERO)
                        ? new Change.Remove((int) number(first, 22, 24))
                        : new Change.Add(
                                signer,
                                address(storage.apply(next(slot, 1)), 12),
                                bytes(storage, next(slot, 3)));
        return new Proposal(id, (int) number(first, 24, 26), change, approving);
    }

    private static UInt256 next(UInt256 slot, long offset) {
        return slot.plus(UInt256.of(offset));
    }

    private static long number(UInt256 word, int from, int to) {
        return UInt256.of(word.toHash32().bytes().slice(from, to)).toLong();
    }

    private static Address address(UInt256 word, int from) {
        return Address.of(word.toHash32().bytes().slice(from, from + Address.SIZE));
    }

    /// Solidity's `bytes`: short ones with twice their length in the last byte, others behind the slot's hash.
    private static Bytes bytes(UnaryOperator<UInt256> storage, UInt256 slot) {
        Bytes word = storage.apply(slot).toHash32().bytes();
        int last = word.get(Hash32.SIZE - 1) & 0xff;
        if (last % 2 == 0) {
            return word.slice(0, last / 2);
        }
        int size =
                (int)
                        Math.min(
                                number(UInt256.of(word), 24, 32) / 2,
                                MemberRegistry.RECORD_BYTES_MAX);
        UInt256 data = UInt256.of(Hashes.keccak256(slot.toArray()));
        List<Bytes> words = new ArrayList<>();
        for (int i = 0; i * Hash32.SIZE < size; i++) {
            words.add(storage.apply(next(data, i)).toHash32().bytes());
        }
        return Bytes.concat(words.toArray(Bytes[]::new)).slice(0, size);
    }

    /// Who certifies the blocks behind [#boundary].
    public ValidatorSet validators() {
        return new ValidatorSet(seats.stream().map(Seat::signer).toList());
    }

    /// Who has, or had, the seat: a founder as the genesis describes it.
    /// @return empty when there is no such seat, or its record makes no sense
    public Optional<Member> member(Genesis genesis, int seat) {
        if (seat < genesis.members().size()) {
            return Optional.of(genesis.members().get(seat));
        }
        return seat < seats.size() ? decode(seats.get(seat).record()) : Optional.empty();
    }

    private static Optional<Member> decode(Bytes record) {
        try {
            return Optional.of(Member.fromRlp(record));
        } catch (RlpException e) {
            return Optional.empty();
        }
    }
}
