package io.chirograph.proof;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.Quorum;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Those who vote, each on a seat of its own: a validator's index is its seat, everywhere and for ever. Who
/// joins takes the next seat; the seat of one who left stays empty.
///
/// @param validators 1 to [#VALIDATORS_MAX] addresses of signing keys, all different; zero for an empty seat
public record ValidatorSet(List<Address> validators) {
    public static final int VALIDATORS_MAX = 256;

    public ValidatorSet {
        validators = List.copyOf(validators);
        if (validators.isEmpty() || validators.size() > VALIDATORS_MAX) {
            throw new IllegalArgumentException(
                    "a validator set has 1 to %d validators, not %d"
                            .formatted(VALIDATORS_MAX, validators.size()));
        }
        List<Address> seated = validators.stream().filter(each -> !isEmpty(each)).toList();
        if (seated.isEmpty()) {
            throw new IllegalArgumentException("a validator set has no validator, but empty seats");
        }
        if (new HashSet<>(seated).size() != seated.size()) {
            throw new IllegalArgumentException(
                    "a validator set names a validator twice: " + validators);
        }
    }

    private static boolean isEmpty(Address validator) {
        return validator.equals(Address.ZERO);
    }

    /// The RLP list of addresses, an empty string for an empty seat.
    public Bytes toRlp() {
        return RlpWriter.list(w ->
                validators.forEach(each -> w.bytes(isEmpty(each) ? Bytes.EMPTY : each.bytes())));
    }

    /// @throws RlpException when `rlp` is not exactly what [#toRlp()] writes for some set
    public static ValidatorSet fromRlp(Bytes rlp) {
        RlpReader seats = RlpReader.list(rlp);
        List<Address> validators = new ArrayList<>();
        while (seats.hasNext() && validators.size() <= VALIDATORS_MAX) {
            validators.add(readSeat(seats));
        }
        try {
            return new ValidatorSet(validators);
        } catch (IllegalArgumentException e) {
            throw new RlpException(String.valueOf(e.getMessage()));
        }
    }

    private static Address readSeat(RlpReader seats) {
        Bytes address = seats.bytes(Address.SIZE);
        if (address.isEmpty()) {
            return Address.ZERO;
        }
        if (address.size() != Address.SIZE || isEmpty(Address.of(address))) {
            throw new RlpException("a seat holds an address or nothing, not " + address);
        }
        return Address.of(address);
    }

    /// The Keccak-256 of [#toRlp()]: the same validators on other seats are another set.
    public Hash32 id() {
        return Hashes.keccak256(toRlp());
    }

    /// How many vote.
    public int size() {
        return indexes().size();
    }

    public Quorum quorum() {
        return new Quorum(size());
    }

    /// The seats that are taken, ascending.
    public List<Integer> indexes() {
        return IntStream.range(0, validators.size()).filter(this::isSeated).boxed().toList();
    }

    /// Whether somebody has the seat `index`.
    public boolean isSeated(int index) {
        return index >= 0 && index < validators.size() && !isEmpty(validators.get(index));
    }

    /// The index of `validator`, if it is one.
    public OptionalInt indexOf(Address validator) {
        int index = isEmpty(validator) ? -1 : validators.indexOf(validator);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }
}
