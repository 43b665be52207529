package io.chirograph.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.UInt256;
import org.junit.jupiter.api.Test;

class BlockHeaderTest {
    private static final BlockHeader HEADER =
            new BlockHeader(
                    Hashes.sha256(Bytes.ofUtf8("parent")),
                    BlockHeader.NO_OMMERS,
                    Address.fromHex("f39fd6e51aad88f6f4ce6ab8827279cfffb92266"),
                    Hashes.sha256(Bytes.ofUtf8("state")),
                    Hashes.sha256(Bytes.ofUtf8("transactions")),
                    Hashes.sha256(Bytes.ofUtf8("receipts")),
                    Bytes.owning(new byte[256]),
                    UInt256.ZERO,
                    7,
                    300_000_000,
                    21_000,
                    1_800_000_000,
                    Bytes.fromHex("0000019f1234abcd"),
                    Hash32.ZERO,
                    Bytes.owning(new byte[8]),
                    UInt256.of(7),
                    Hashes.EMPTY_TRIE_ROOT,
                    0,
                    0,
                    Hash32.ZERO,
                    BlockHeader.NO_REQUESTS,
                    BlockHeader.FIELD_COUNT_NEWEST);

    @Test
    void readsBackWhatItWrote() {
        assertThat(BlockHeader.fromRlp(HEADER.toRlp())).isEqualTo(HEADER);
    }

    @Test
    void refusesMissingAndAdditionalFields() {
        Bytes rlp = HEADER.toRlp();
        // The list's header is f9 and two bytes of length; the last field is 33 bytes.
        Bytes cut = withLength(rlp.slice(3, rlp.size() - 33));
        assertThatThrownBy(() -> BlockHeader.fromRlp(cut)).isInstanceOf(RlpException.class);
        Bytes more = withLength(Bytes.concat(rlp.slice(3), Bytes.fromHex("80")));
        assertThatThrownBy(() -> BlockHeader.fromRlp(more)).isInstanceOf(RlpException.class);
        assertThat(withLength(rlp.slice(3))).isEqualTo(rlp);
    }

    private static Bytes withLength(Bytes payload) {
        int size = payload.size();
        return Bytes.concat(Bytes.copyOf((byte) 0xf9, (byte) (size >>> 8), (byte) size), payload);
    }

    /// Block 54 of the chain that Ethereum's execution-apis tests share (CC0).
    @Test
    void readsWritesAndHashesAPragueHeaderOfEthereum() {
        Bytes rlp = Bytes.fromHex(TestResources.text("prague-header.hex").strip());
        BlockHeader header = BlockHeader.fromRlp(rlp);
        assertThat(header.number()).isEqualTo(54);
        assertThat(header.requestsHash()).isEqualTo(BlockHeader.NO_REQUESTS);
        assertThat(header.ommersHash()).isEqualTo(BlockHeader.NO_OMMERS);
        assertThat(header.toRlp()).isEqualTo(rlp);
        assertThat(header.hash().toHex())
                .isEqualTo("0xd226371d0b1551adb03fb52b71f08e3e11247fe9b1af994768af8cdaa8e7dcd7");
    }

    @Test
    void refusesFieldsOfWrongSize() {
        assertThatThrownBy(() -> withExtraData(33)).hasMessageContaining("at most 32");
        assertThat(withExtraData(32).extraData().size()).isEqualTo(32);
    }

    private static BlockHeader withExtraData(int size) {
        return new BlockHeader(
                HEADER.parentHash(),
                HEADER.ommersHash(),
                HEADER.coinbase(),
                HEADER.stateRoot(),
                HEADER.transactionsRoot(),
                HEADER.receiptsRoot(),
                HEADER.logsBloom(),
                HEADER.difficulty(),
                HEADER.number(),
                HEADER.gasLimit(),
                HEADER.gasUsed(),
                HEADER.timestamp(),
                Bytes.owning(new byte[size]),
                HEADER.prevRandao(),
                HEADER.nonce(),
                HEADER.baseFeePerGas(),
                HEADER.withdrawalsRoot(),
                HEADER.blobGasUsed(),
                HEADER.excessBlobGas(),
                HEADER.parentBeaconBlockRoot(),
                HEADER.requestsHash(),
                BlockHeader.FIELD_COUNT_NEWEST);
    }
}
