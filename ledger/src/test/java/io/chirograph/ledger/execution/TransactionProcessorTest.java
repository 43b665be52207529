package io.chirograph.ledger.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.SigningKey;
import io.chirograph.evm.BlockContext;
import io.chirograph.evm.Evm;
import io.chirograph.evm.Fork;
import io.chirograph.evm.StateChanges;
import io.chirograph.ledger.transaction.Authorization;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionProcessorTest {
    private static final long CHAIN = 1337;
    private static final SigningKey KEY = SigningKey.of(UInt256.of(0x5eed).toHash32());
    private static final Address SENDER = KEY.address();
    private static final Address TO = Address.fromHex("0x00000000000000000000000000000000000000aa");
    private static final Address COINBASE =
            Address.fromHex("0x00000000000000000000000000000000000c01ba");
    private static final UInt256 RICH = UInt256.parse("1000000000000000000");
    private static final Fees FEES = new Fees(UInt256.of(2), UInt256.of(30));
    private static final BlockContext BLOCK =
            new BlockContext(
                    1,
                    1_700_000_000,
                    COINBASE,
                    30_000_000,
                    UInt256.of(10),
                    Hash32.ZERO,
                    UInt256.ONE,
                    UInt256.ZERO,
                    CHAIN,
                    height -> Hash32.ZERO);

    /// Returns nothing; reverts when it is sent data, with `Error("no")`.
    private static final Bytes REVERTS_ON_DATA =
            Bytes.fromHex(
                    "36600557005b"
                            + "6308c379a060e01b600052"
                            + "6020600452"
                            + "6002602452"
                            + "616e6f60f01b604452"
                            + "60646000fd");

    private final TransactionProcessor processor = new TransactionProcessor(Fork.OSAKA);
    private final MemoryState state = new MemoryState().put(SENDER, 3, RICH, Bytes.EMPTY);

    private static Call transfer(long nonce, long gasLimit, long value) {
        return new Call(nonce, gasLimit, Recipient.of(TO), UInt256.of(value), Bytes.EMPTY);
    }

    private Outcome execute(Call call) {
        return execute(new UnsignedTransaction.FeeMarket(CHAIN, FEES, call, List.of()));
    }

    private Outcome execute(UnsignedTransaction unsigned) {
        Outcome outcome = processor.execute(unsigned.sign(KEY), SENDER, BLOCK, state);
        if (outcome instanceof Outcome.Executed executed) {
            state.apply(executed.changes());
        }
        return outcome;
    }

    private static Outcome.Executed executed(Outcome outcome) {
        if (outcome instanceof Outcome.Executed executed) {
            return executed;
        }
        throw new AssertionError("not executed: " + outcome);
    }

    private static String reason(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected(String reason)) {
            return reason;
        }
        throw new AssertionError("not rejected: " + outcome);
    }

    private UInt256 balance(Address address) {
        return state.account(address).orElseThrow().balance();
    }

    @Test
    void transferMovesTheValueAndPaysTheFee() {
        Outcome.Executed outcome = executed(execute(transfer(3, 30_000, 100)));
        assertThat(outcome.success()).isTrue();
        assertThat(outcome.gasUsed()).isEqualTo(21_000);
        assertThat(outcome.effectiveGasPrice()).isEqualTo(UInt256.of(12));
        assertThat(balance(TO)).isEqualTo(UInt256.of(100));
        assertThat(balance(COINBASE)).isEqualTo(UInt256.of(21_000 * 2));
        assertThat(balance(SENDER)).isEqualTo(RICH.minus(UInt256.of(100 + (21_000 * 12))));
        assertThat(state.account(SENDER).orElseThrow().nonce()).isEqualTo(4);
    }

    @Test
    void wrongNonceIsRejected() {
        assertThat(reason(execute(transfer(2, 30_000, 1))))
                .isEqualTo("nonce is 2, the account's is 3");
        assertThat(reason(execute(transfer(4, 30_000, 1))))
                .isEqualTo("nonce is 4, the account's is 3");
    }

    @Test
    void balanceMustCoverValueAndHighestFee() {
        state.put(SENDER, 3, UInt256.of((30_000 * 30) + 99), Bytes.EMPTY);
        assertThat(reason(execute(transfer(3, 30_000, 100))))
                .isEqualTo("balance 900099 is below the highest cost 900100");
        state.put(SENDER, 3, UInt256.of((30_000 * 30) + 100), Bytes.EMPTY);
        assertThat(executed(execute(transfer(3, 30_000, 100))).success()).isTrue();
    }

    @Test
    void gasLimitMustCoverTheIntrinsicGasAndTheFloor() {
        assertThat(reason(execute(transfer(3, 20_999, 1))))
                .isEqualTo("gas limit 20999 is below the intrinsic 21000");
        Bytes data = Bytes.owning(new byte[100]);
        Call call = new Call(3, 21_999, Recipient.of(TO), UInt256.ZERO, data);
        assertThat(reason(execute(call))).isEqualTo("gas limit 21999 is below the intrinsic 22000");
    }

    @Test
    void dataIsPaidForAtItsFloorAtLeast() {
        Bytes data = Bytes.owning(new byte[100]);
        Call call = new Call(3, 50_000, Recipient.of(TO), UInt256.ZERO, data);
        assertThat(executed(execute(call)).gasUsed()).isEqualTo(21_000 + (100 * 10));
    }

    @Test
    void limitsOfTransactionAndBlockHold() {
        assertThat(reason(execute(transfer(3, (1 << 24) + 1, 1))))
                .isEqualTo("gas limit 16777217 is over 16777216");
        TransactionProcessor prague = new TransactionProcessor(Fork.PRAGUE);
        UnsignedTransaction large =
                new UnsignedTransaction.FeeMarket(
                        CHAIN, FEES, transfer(3, 30_000_001, 1), List.of());
        assertThat(reason(prague.execute(large.sign(KEY), SENDER, BLOCK, state)))
                .isEqualTo("gas limit 30000001 is over the block's 30000000");
    }

    @Test
    void feeMustCoverTheBaseFee() {
        UnsignedTransaction cheap =
                new UnsignedTransaction.Legacy(CHAIN, UInt256.of(9), transfer(3, 30_000, 1));
        assertThat(reason(execute(cheap))).isEqualTo("fee 9 is below the base fee 10");
    }

    @Test
    void otherChainIsRejected() {
        UnsignedTransaction foreign =
                new UnsignedTransaction.Legacy(1, UInt256.of(20), transfer(3, 30_000, 1));
        assertThat(reason(execute(foreign))).isEqualTo("it is for chain 1, this is 1337");
    }

    @Test
    void contractCannotBeTheSender() {
        state.put(SENDER, 3, RICH, Bytes.fromHex("00"));
        assertThat(reason(execute(transfer(3, 30_000, 1)))).isEqualTo("the sender is a contract");
    }

    @Test
    void revertedCallPaysForItsGasAndChangesNothingElse() {
        state.put(TO, 1, UInt256.ZERO, REVERTS_ON_DATA);
        Call call = new Call(3, 100_000, Recipient.of(TO), UInt256.ONE, Bytes.copyOf((byte) 1));
        Outcome.Executed outcome = executed(execute(call));
        assertThat(outcome.success()).isFalse();
        assertThat(outcome.failure()).isEqualTo("reverted: no");
        assertThat(outcome.gasUsed()).isBetween(21_016L, 22_000L);
        assertThat(balance(TO)).isEqualTo(UInt256.ZERO);
        assertThat(balance(SENDER))
                .isEqualTo(RICH.minus(UInt256.of(outcome.gasUsed()).times(UInt256.of(12))));
        assertThat(state.account(SENDER).orElseThrow().nonce()).isEqualTo(4);
    }

    @Test
    void refundForAClearedSlotIsCappedAtAFifth() {
        // Clears slot 0: 21000 + 2 · 3 + 5000 used, 4800 to give back.
        state.put(TO, 1, UInt256.ZERO, Bytes.fromHex("5f5f55"))
                .putStorage(TO, UInt256.ZERO, UInt256.ONE);
        long used = 21_000 + 2 + 2 + 5_000;
        assertThat(executed(execute(transfer(3, 100_000, 0))).gasUsed()).isEqualTo(used - 4_800);
        state.put(TO, 1, UInt256.ZERO, Bytes.fromHex("5f5f555f600155"))
                .putStorage(TO, UInt256.ZERO, UInt256.ONE)
                .putStorage(TO, UInt256.ONE, UInt256.ONE);
        long usedTwice = used + 2 + 3 + 5_000;
        assertThat(executed(execute(transfer(4, 100_000, 0))).gasUsed())
                .isEqualTo(usedTwice - (usedTwice / 5));
    }

    @Test
    void creationYieldsTheContractAtItsAddress() {
        // Returns the one byte 0x00 as code.
        Bytes initCode = Bytes.fromHex("60015ff3");
        Call call = new Call(3, 100_000, Recipient.newContract(), UInt256.ZERO, initCode);
        Outcome.Executed outcome = executed(execute(call));
        Address contract = Evm.contractAddress(SENDER, 3);
        assertThat(outcome.created()).contains(contract);
        assertThat(state.code(contract)).isEqualTo(Bytes.fromHex("00"));
        assertThat(state.account(contract).orElseThrow().nonce()).isEqualTo(1);
    }

    @Test
    void touchedEmptyAccountIsDeleted() {
        state.put(TO, 0, UInt256.ZERO, Bytes.EMPTY);
        Outcome.Executed outcome = executed(execute(transfer(3, 30_000, 0)));
        assertThat(outcome.changes().accounts()).containsEntry(TO, new StateChanges.Deleted());
    }

    @Test
    void validAuthorizationDelegatesAndInvalidOnesAreSkipped() {
        SigningKey owner = SigningKey.of(UInt256.of(77).toHash32());
        state.put(owner.address(), 5, UInt256.ONE, Bytes.EMPTY);
        List<Authorization> authorizations =
                List.of(
                        Authorization.sign(owner, CHAIN + 1, TO, 5),
                        Authorization.sign(owner, CHAIN, TO, 4),
                        Authorization.sign(owner, CHAIN, TO, 5));
        Outcome.Executed outcome =
                executed(
                        execute(
                                new UnsignedTransaction.SetCode(
                                        CHAIN,
                                        FEES,
                                        transfer(3, 200_000, 0),
                                        List.of(),
                                        authorizations)));
        assertThat(outcome.gasUsed()).isEqualTo(21_000 + (3 * 25_000) - 12_500);
        assertThat(state.code(owner.address()))
                .isEqualTo(Bytes.concat(Bytes.fromHex("ef0100"), TO.bytes()));
        assertThat(state.account(owner.address()).orElseThrow().nonce()).isEqualTo(6);
    }

    private static CallRequest request(Bytes data, long gasLimit) {
        return new CallRequest(
                Address.ZERO,
                Recipient.of(TO),
                gasLimit,
                UInt256.ZERO,
                UInt256.ZERO,
                data,
                List.of());
    }

    @Test
    void callNeedsNoFundsAndTellsWhatItReturned() {
        // Returns the caller.
        state.put(TO, 1, UInt256.ZERO, Bytes.fromHex("335f5260205ff3"));
        assertThat(processor.call(request(Bytes.EMPTY, 100_000), BLOCK, state))
                .isInstanceOfSatisfying(
                        CallOutcome.Returned.class,
                        returned ->
                                assertThat(returned.output())
                                        .isEqualTo(Bytes.owning(new byte[32])));
    }

    @Test
    void callTellsWhyItReverted() {
        state.put(TO, 1, UInt256.ZERO, REVERTS_ON_DATA);
        assertThat(processor.call(request(Bytes.copyOf((byte) 1), 100_000), BLOCK, state))
                .isInstanceOfSatisfying(
                        CallOutcome.Reverted.class,
                        reverted -> assertThat(reverted.reason()).isEqualTo("no"));
    }

    @Test
    void estimateIsTheLeastGasLimitThatIsEnough() {
        // Writes slot 0, and fails with less than 30 000 gas left before that.
        state.put(TO, 1, UInt256.ZERO, Bytes.fromHex("6175305a11600957fe5b60015f55"));
        GasEstimate estimate = processor.estimate(request(Bytes.EMPTY, 30_000_000), BLOCK, state);
        assertThat(estimate).isInstanceOf(GasEstimate.Needed.class);
        long needed = ((GasEstimate.Needed) estimate).gasLimit();
        assertThat(needed).isGreaterThan(21_000 + 30_000);
        assertThat(processor.call(request(Bytes.EMPTY, needed), BLOCK, state))
                .isInstanceOf(CallOutcome.Returned.class);
        assertThat(processor.call(request(Bytes.EMPTY, needed - 1), BLOCK, state))
                .isInstanceOf(CallOutcome.Failed.class);
    }

    @Test
    void estimateOfACallThatRevertsGivesItsReason() {
        state.put(TO, 1, UInt256.ZERO, REVERTS_ON_DATA);
        assertThat(processor.estimate(request(Bytes.copyOf((byte) 1), 100_000), BLOCK, state))
                .isInstanceOfSatisfying(
                        GasEstimate.Impossible.class,
                        impossible ->
                                assertThat(impossible.outcome())
                                        .isInstanceOf(CallOutcome.Reverted.class));
    }
}
