package io.chirograph.ledger;

import io.chirograph.evm.Log;
import io.chirograph.ledger.execution.LogsBloom;
import io.chirograph.ledger.execution.Outcome;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Optional;

/// What came of a transaction in a block. The root in the header covers type, success, cumulative gas,
/// bloom and logs; the rest any node finds by executing the block.
///
/// @param type of the transaction, 0 to 4
/// @param cumulativeGasUsed of the block up to and with this transaction
/// @param effectiveGasPrice paid for a unit of gas
/// @param logsBloom the filter of `logs`
/// @param failure why the transaction failed in one line, empty on success
public record Receipt(
        int type,
        boolean success,
        long gasUsed,
        long cumulativeGasUsed,
        UInt256 effectiveGasPrice,
        Bytes logsBloom,
        List<Log> logs,
        Outcome.CreatedContract contract,
        String failure) {
    private static final int FAILURE_LENGTH_MAX = 1024;
    private static final int TOPICS_MAX = 4;

    public Receipt {
        logs = List.copyOf(logs);
    }

    static Receipt of(int type, Outcome.Executed outcome, long cumulativeGasUsed) {
        String failure = outcome.failure();
        return new Receipt(
                type,
                outcome.success(),
                outcome.gasUsed(),
                cumulativeGasUsed,
                outcome.effectiveGasPrice(),
                outcome.logsBloom(),
                outcome.logs(),
                outcome.contract(),
                failure.substring(0, Math.min(failure.length(), FAILURE_LENGTH_MAX)));
    }

    /// The address of the contract that the transaction created.
    public Optional<Address> created() {
        return switch (contract) {
            case Outcome.CreatedContract.None() -> Optional.empty();
            case Outcome.CreatedContract.At(Address address) -> Optional.of(address);
        };
    }

    /// The encoding that the receipts root covers: the type's byte, unless 0, and the list of status,
    /// cumulative gas, bloom and logs (EIP-658, EIP-2718).
    public Bytes encode() {
        Bytes fields =
                RlpWriter.list(w ->
                        w.number(success ? 1 : 0)
                                .number(cumulativeGasUsed)
                                .bytes(logsBloom)
                                .beginList(this::writeLogs));
        return type == 0 ? fields : Bytes.concat(Bytes.copyOf((byte) type), fields);
    }

    /// The stored form, see the package's table.
    void write(RlpWriter writer) {
        writer.beginList(w ->
                w.number(type)
                        .number(success ? 1 : 0)
                        .number(gasUsed)
                        .number(cumulativeGasUsed)
                        .number(effectiveGasPrice)
                        .beginList(this::writeLogs)
                        .bytes(created().map(Address::bytes).orElse(Bytes.EMPTY))
                        .bytes(Bytes.ofUtf8(failure)));
    }

    private void writeLogs(RlpWriter list) {
        for (Log log : logs) {
            list.beginList(w ->
                    w.address(log.address())
                            .beginList(topics -> log.topics().forEach(topics::hash))
                            .bytes(log.data()));
        }
    }

    static Receipt read(RlpReader reader) {
        RlpReader fields = reader.list();
        int type = fields.number(4);
        boolean success = fields.number(1) == 1;
        long gasUsed = fields.number();
        long cumulativeGasUsed = fields.number();
        UInt256 effectiveGasPrice = fields.number256();
        List<Log> logs = fields.list(Integer.MAX_VALUE, Receipt::readLog);
        Bytes contract = fields.bytes();
        String failure = fields.bytes().toUtf8();
        fields.end();
        return new Receipt(
                type,
                success,
                gasUsed,
                cumulativeGasUsed,
                effectiveGasPrice,
                LogsBloom.of(logs),
                logs,
                contract.isEmpty()
                        ? new Outcome.CreatedContract.None()
                        : new Outcome.CreatedContract.At(Address.of(contract)),
                failure);
    }

    private static Log readLog(RlpReader reader) {
        RlpReader fields = reader.list();
        Log log =
                new Log(fields.address(), fields.list(TOPICS_MAX, RlpReader::hash), fields.bytes());
        fields.end();
        return log;
    }
}
