package io.chirograph.ledger.transaction;

import io.chirograph.crypto.Signature;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.function.Consumer;

/// The envelopes of package-info's table, written and read.
final class TransactionRlp {
    /// More than fit into the largest envelope, so the envelope's size is what bounds the lists.
    private static final int COUNT_MAX = Transaction.ENVELOPE_BYTES_MAX;

    private TransactionRlp() {}

    /// The two things in an envelope.
    record Parts(UnsignedTransaction unsigned, Signature signature) {}

    static Bytes encode(UnsignedTransaction unsigned, Signature signature) {
        return envelope(
                unsigned,
                fields -> {
                    if (unsigned instanceof UnsignedTransaction.Legacy legacy) {
                        long base = legacy.chainId() == 0 ? 27 : 35 + 2 * legacy.chainId();
                        fields.number(base + signature.recoveryId());
                    } else {
                        fields.number(signature.recoveryId());
                    }
                    fields.number(signature.r()).number(signature.s());
                });
    }

    static Bytes encode(UnsignedTransaction unsigned) {
        return envelope(unsigned, fields -> fields.number(0).number(0).number(0));
    }

    /// The bytes whose hash is signed.
    static Bytes signedPart(UnsignedTransaction unsigned) {
        return envelope(
                unsigned,
                fields -> {
                    if (unsigned instanceof UnsignedTransaction.Legacy legacy
                            && legacy.chainId() != 0) {
                        fields.number(legacy.chainId()).number(0).number(0);
                    }
                });
    }

    private static Bytes envelope(UnsignedTransaction unsigned, Consumer<RlpWriter> ending) {
        Bytes list =
                RlpWriter.list(fields -> {
                    writeFields(fields, unsigned);
                    ending.accept(fields);
                });
        return unsigned.type() == 0
                ? list
                : Bytes.concat(Bytes.copyOf((byte) unsigned.type()), list);
    }

    private static void writeFields(RlpWriter fields, UnsignedTransaction unsigned) {
        Call call = unsigned.call();
        if (unsigned.type() != 0) {
            fields.number(unsigned.chainId());
        }
        fields.number(new UInt256(0, 0, 0, call.nonce()));
        if (unsigned.type() >= 2) {
            fields.number(unsigned.fees().maxPriorityFee());
        }
        fields.number(unsigned.fees().maxFee()).number(call.gasLimit());
        fields.bytes(call.recipient().address().map(Address::bytes).orElse(Bytes.EMPTY));
        fields.number(call.value()).bytes(call.data());
        if (unsigned.type() != 0) {
            fields.beginList(list -> unsigned.accessList().forEach(entry -> write(list, entry)));
        }
        switch (unsigned) {
            case UnsignedTransaction.Blob blob ->
                    fields.number(blob.maxFeePerBlobGas())
                            .beginList(list -> blob.blobHashes().forEach(list::hash));
            case UnsignedTransaction.SetCode setCode ->
                    fields.beginList(
                            list -> setCode.authorizations().forEach(one -> write(list, one)));
            case UnsignedTransaction.Legacy _,
                    UnsignedTransaction.AccessListed _,
                    UnsignedTransaction.FeeMarket _ -> {}
        }
    }

    private static void write(RlpWriter list, AccessListEntry entry) {
        list.beginList(pair ->
                pair.address(entry.address())
                        .beginList(slots ->
                                entry.slots().forEach(slot -> slots.hash(slot.toHash32()))));
    }

    private static void write(RlpWriter list, Authorization authorization) {
        list.beginList(fields ->
                fields.number(authorization.chainId())
                        .address(authorization.delegate())
                        .number(new UInt256(0, 0, 0, authorization.nonce()))
                        .number(authorization.yParity())
                        .number(authorization.r())
                        .number(authorization.s()));
    }

    static Parts decode(Bytes envelope) {
        int first = envelope.get(0) & 0xff;
        if (first >= 0xc0) {
            return legacy(RlpReader.list(envelope));
        }
        if (first < 1 || first > 4) {
            throw new RlpException("there is no transaction type " + first);
        }
        RlpReader fields = RlpReader.list(envelope.slice(1));
        UnsignedTransaction unsigned = typed(first, fields);
        Signature signature = signature(fields.number(1), fields.number256(), fields.number256());
        fields.end();
        return new Parts(unsigned, signature);
    }

    private static Parts legacy(RlpReader fields) {
        long nonce = unsignedLong(fields);
        UInt256 gasPrice = fields.number256();
        Call call = call(nonce, fields);
        long v = fields.number();
        UInt256 r = fields.number256();
        UInt256 s = fields.number256();
        fields.end();
        if (v != 27 && v != 28 && v < 37) {
            throw new RlpException("v is " + v + ", neither 27, 28 nor 37 and more");
        }
        boolean isProtected = v >= 37;
        long chainId = isProtected ? (v - 35) / 2 : 0;
        int recoveryId = (int) (isProtected ? (v - 35) % 2 : v - 27);
        return new Parts(
                new UnsignedTransaction.Legacy(chainId, gasPrice, call),
                signature(recoveryId, r, s));
    }

    private static UnsignedTransaction typed(int type, RlpReader fields) {
        long chainId = fields.number();
        long nonce = unsignedLong(fields);
        if (type == 1) {
            UInt256 gasPrice = fields.number256();
            return new UnsignedTransaction.AccessListed(
                    chainId, gasPrice, call(nonce, fields), accessList(fields));
        }
        Fees fees = new Fees(fields.number256(), fields.number256());
        Call call = call(nonce, fields);
        List<AccessListEntry> accessList = accessList(fields);
        if (type == 2) {
            return new UnsignedTransaction.FeeMarket(chainId, fees, call, accessList);
        }
        if (call.recipient().address().isEmpty()) {
            throw new RlpException("a transaction of type " + type + " can't create a contract");
        }
        if (type == 3) {
            UInt256 maxFeePerBlobGas = fields.number256();
            List<Hash32> hashes = fields.list(COUNT_MAX, RlpReader::hash);
            return new UnsignedTransaction.Blob(
                    chainId, fees, call, accessList, maxFeePerBlobGas, hashes);
        }
        List<Authorization> authorizations =
                fields.list(COUNT_MAX, one -> authorization(one.list()));
        return new UnsignedTransaction.SetCode(chainId, fees, call, accessList, authorizations);
    }

    private static Call call(long nonce, RlpReader fields) {
        long gasLimit = fields.number();
        Bytes to = fields.bytes();
        if (!to.isEmpty() && to.size() != Address.SIZE) {
            throw new RlpException("an address has " + to.size() + " bytes, not 20");
        }
        Recipient recipient = to.isEmpty() ? Recipient.newContract() : Recipient.of(Address.of(to));
        return new Call(nonce, gasLimit, recipient, fields.number256(), fields.bytes());
    }

    private static List<AccessListEntry> accessList(RlpReader fields) {
        return fields.list(
                COUNT_MAX,
                entries -> {
                    RlpReader pair = entries.list();
                    AccessListEntry entry =
                            new AccessListEntry(
                                    pair.address(),
                                    pair.list(COUNT_MAX, slots -> UInt256.of(slots.hash())));
                    pair.end();
                    return entry;
                });
    }

    private static Authorization authorization(RlpReader fields) {
        Authorization authorization =
                new Authorization(
                        fields.number256(),
                        fields.address(),
                        unsignedLong(fields),
                        fields.number(0xff),
                        fields.number256(),
                        fields.number256());
        fields.end();
        return authorization;
    }

    private static long unsignedLong(RlpReader fields) {
        UInt256 value = fields.number256();
        if ((value.w3() | value.w2() | value.w1()) != 0) {
            throw new RlpException("a nonce has 64 bits at most: " + value);
        }
        return value.w0();
    }

    private static Signature signature(int recoveryId, UInt256 r, UInt256 s) {
        if (!Signature.isValid(r, s, recoveryId)) {
            throw new RlpException("the signature is out of range: r " + r + ", s " + s);
        }
        return new Signature(r, s, recoveryId);
    }
}
