package io.chirograph.proof;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The errors with which system contracts refuse a call, in words. They are Solidity's custom errors: four bytes of
/// the hash of the error's signature, then its arguments as words of 32 bytes.
public final class ContractErrors {
    private static final int SELECTOR_BYTES = 4;

    /// How a contract's author wrote the error, and what it tells whoever made the call.
    ///
    /// @param signature as Solidity hashes it; its arguments are words
    /// @param words with `%s` for each argument
    /// @param arguments how each is shown
    private record Known(String signature, String words, List<Function<Hash32, String>> arguments) {
        Bytes selector() {
            return Hashes.keccak256(Bytes.ofUtf8(signature)).bytes().slice(0, SELECTOR_BYTES);
        }

        Optional<String> describe(Bytes data) {
            if (data.size() != SELECTOR_BYTES + arguments.size() * Hash32.SIZE) {
                return Optional.empty();
            }
            Object[] shown = new Object[arguments.size()];
            for (int i = 0; i < shown.length; i++) {
                int at = SELECTOR_BYTES + i * Hash32.SIZE;
                shown[i] = arguments.get(i).apply(Hash32.of(data.slice(at, at + Hash32.SIZE)));
            }
            return Optional.of(words.formatted(shown));
        }
    }

    private static final List<String> STATUSES =
            List.of("unknown", "registered", "superseded", "withdrawn");

    /// Of `DocumentRegistry.sol` and `MemberRegistry.sol`.
    private static final List<Known> ALL =
            List.of(
                    new Known(
                            "IncompleteDocument()",
                            "the registration is incomplete: content hash, text root, extractor and"
                                    + " access root are needed",
                            List.of()),
                    new Known(
                            "AlreadyRegistered(bytes32)",
                            "document %s is registered already",
                            List.of(Hash32::toHex)),
                    new Known(
                            "NotRegistered(bytes32)",
                            "document %s is not registered",
                            List.of(Hash32::toHex)),
                    new Known(
                            "NotOwner(bytes32,address)",
                            "document %s belongs to %s: only its owner may do this",
                            List.of(Hash32::toHex, ContractErrors::address)),
                    new Known(
                            "NotCurrent(bytes32,uint8)",
                            "document %s is %s: only a current version can be superseded or"
                                    + " withdrawn",
                            List.of(Hash32::toHex, ContractErrors::status)),
                    new Known(
                            "NotMember(address)",
                            "account %s is no member's; members propose and approve",
                            List.of(ContractErrors::address)),
                    new Known(
                            "NotSeated(uint16)",
                            "seat %s is empty",
                            List.of(ContractErrors::number)),
                    new Known(
                            "NotOpen(uint48)",
                            "proposal %s is not open; 'member list' shows those that are",
                            List.of(ContractErrors::number)),
                    new Known(
                            "ApprovedBefore(uint48,uint16)",
                            "proposal %s has the approval of the member on seat %s already",
                            List.of(ContractErrors::number, ContractErrors::number)),
                    new Known(
                            "ChangePending(uint64)",
                            "a change is decided and takes effect after block %s; try again then",
                            List.of(ContractErrors::number)),
                    new Known(
                            "SignerTaken(address)",
                            "signing key %s is or was a member's; who comes back needs new keys",
                            List.of(ContractErrors::address)),
                    new Known(
                            "AccountTaken(address)",
                            "account %s is a member's already",
                            List.of(ContractErrors::address)),
                    new Known(
                            "RecordSize(uint256,uint256)",
                            "the member file has %s bytes, allowed are 1 to %s",
                            List.of(ContractErrors::number, ContractErrors::number)),
                    new Known(
                            "TooFewMembers(uint256)",
                            "a network keeps at least %s members",
                            List.of(ContractErrors::number)),
                    new Known(
                            "NoSeatLeft(uint256)",
                            "all %s seats have been taken",
                            List.of(ContractErrors::number)));

    private static final Map<Bytes, Known> BY_SELECTOR =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Known::selector, known -> known));

    private ContractErrors() {}

    private static String address(Hash32 word) {
        return Address.of(word.bytes().slice(Hash32.SIZE - Address.SIZE)).toHex();
    }

    private static String number(Hash32 word) {
        return UInt256.of(word).toString();
    }

    private static String status(Hash32 word) {
        UInt256 value = UInt256.of(word);
        return value.compareTo(UInt256.of(STATUSES.size())) < 0
                ? STATUSES.get((int) value.toLong())
                : "in a state unknown here (" + value + ")";
    }

    /// What `data`, which a call returned when it reverted, says; empty when it is no error of a system contract.
    public static Optional<String> describe(Bytes data) {
        return data.size() < SELECTOR_BYTES
                ? Optional.empty()
                : Optional.ofNullable(BY_SELECTOR.get(data.slice(0, SELECTOR_BYTES)))
                        .flatMap(known -> known.describe(data));
    }
}
