package io.chirograph.ledger.transaction;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.Optional;

/// An account's permission to run the code of `delegate` in its name (EIP-7702). It may be invalid: then
/// it has no effect, but the transaction that carries it still stands.
///
/// @param chainId where it holds, zero for every chain
/// @param delegate zero takes the account's delegation back
/// @param nonce read as unsigned: what the account's nonce must be
/// @param yParity as received, 0 to 255; valid are 0 and 1
public record Authorization(
        UInt256 chainId, Address delegate, long nonce, int yParity, UInt256 r, UInt256 s) {
    private static final Bytes DOMAIN = Bytes.copyOf((byte) 0x05);

    public static Authorization sign(
            SigningKey account, long chainId, Address delegate, long nonce) {
        UInt256 chain = UInt256.of(chainId);
        Signature signature = account.sign(signingHash(chain, delegate, nonce));
        return new Authorization(
                chain, delegate, nonce, signature.recoveryId(), signature.r(), signature.s());
    }

    /// The account that signed; empty when the signature is not valid.
    public Optional<Address> authority() {
        return Signature.isValid(r, s, yParity)
                ? new Signature(r, s, yParity).signer(signingHash(chainId, delegate, nonce))
                : Optional.empty();
    }

    private static Hash32 signingHash(UInt256 chainId, Address delegate, long nonce) {
        Bytes fields =
                RlpWriter.list(list ->
                        list.number(chainId).address(delegate).number(new UInt256(0, 0, 0, nonce)));
        return Hashes.keccak256(Bytes.concat(DOMAIN, fields));
    }
}
