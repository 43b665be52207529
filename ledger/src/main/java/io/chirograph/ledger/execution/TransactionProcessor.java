package io.chirograph.ledger.execution;

import io.chirograph.evm.BlockContext;
import io.chirograph.evm.Evm;
import io.chirograph.evm.Fork;
import io.chirograph.evm.Log;
import io.chirograph.evm.Message;
import io.chirograph.evm.Result;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.Tracer;
import io.chirograph.evm.TransactionContext;
import io.chirograph.evm.TransactionState;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.transaction.AccessListEntry;
import io.chirograph.ledger.transaction.Authorization;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction.Blob;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Optional;

/// Runs transactions by the rules of one fork. Thread-safe: what threads share is a cache of analysed code.
public final class TransactionProcessor {
    private final Fork fork;
    private final Evm evm;
    private final TransactionRules rules;

    public TransactionProcessor(Fork fork) {
        this.fork = fork;
        this.evm = new Evm(fork);
        this.rules = new TransactionRules(fork);
    }

    /// Whether `address` is that of a precompiled contract.
    public boolean isPrecompiled(Address address) {
        return evm.isPrecompiled(address);
    }

    /// What is wrong with `transaction` in any block and state: its type, its limits, too little gas to begin.
    /// Empty when nothing is.
    public Optional<String> problem(Transaction transaction) {
        return rules.problem(transaction);
    }

    /// Runs `transaction` after the state `world`, in the block `block`.
    ///
    /// @param sender whose signature the transaction carries, see [Transaction#sender]
    public Outcome execute(
            Transaction transaction, Address sender, BlockContext block, WorldState world) {
        return execute(transaction, sender, block, world, Tracer.NONE);
    }

    /// The same under the eyes of `tracer`, which sees the call but not what is paid.
    public Outcome execute(
            Transaction transaction,
            Address sender,
            BlockContext block,
            WorldState world,
            Tracer tracer) {
        return switch (run(transaction, sender, block, world, tracer)) {
            case Run.Refused(Outcome.Rejected rejected) -> rejected;
            case Run.Ended ended -> ended.withTipPaid(block.coinbase());
        };
    }

    /// As [#execute], but leaves the tip to be credited by the caller when nothing else about the coinbase
    /// matters to the transaction: so transactions do not depend on one another for the tip alone.
    public ApartOutcome executeApart(
            Transaction transaction, Address sender, BlockContext block, WorldState world) {
        return switch (run(transaction, sender, block, world, Tracer.NONE)) {
            case Run.Refused(Outcome.Rejected rejected) ->
                    new ApartOutcome(rejected, Optional.empty());
            case Run.Ended ended when ended.state.hasRead(block.coinbase()) ->
                    new ApartOutcome(ended.withTipPaid(block.coinbase()), Optional.empty());
            case Run.Ended ended -> new ApartOutcome(ended.outcome(), Optional.of(ended.tip));
        };
    }

    /// What crediting the tip of a transaction changes in `world`, see [#executeApart].
    public StateChanges credit(Address coinbase, UInt256 tip, WorldState world) {
        TransactionState state = evm.begin(world);
        state.addBalance(coinbase, tip);
        return state.changes();
    }

    /// A transaction that was refused, or ran to its end with everything done but the tip paid.
    private sealed interface Run {
        record Refused(Outcome.Rejected outcome) implements Run {}

        record Ended(
                Message message,
                Result result,
                long gasUsed,
                TransactionState state,
                UInt256 gasPrice,
                UInt256 tip)
                implements Run {
            Outcome withTipPaid(Address coinbase) {
                state.addBalance(coinbase, tip);
                return outcome();
            }

            Outcome outcome() {
                return executed(message, result, gasUsed, state, gasPrice);
            }
        }
    }

    private Run run(
            Transaction transaction,
            Address sender,
            BlockContext block,
            WorldState world,
            Tracer tracer) {
        TransactionState state = evm.begin(world);
        Optional<String> problem =
                rules.problem(transaction)
                        .or(() -> rules.problem(transaction, block))
                        .or(() -> rules.problem(transaction, sender, state));
        if (problem.isPresent()) {
            return new Run.Refused(new Outcome.Rejected(problem.get()));
        }
        UInt256 gasPrice = rules.effectiveGasPrice(transaction.unsigned().fees(), block);
        UInt256 blobFee =
                UInt256.of(TransactionRules.blobGas(transaction)).times(block.blobBaseFee());
        UInt256 gasLimit = UInt256.of(transaction.gasLimit());
        state.subtractBalance(sender, gasLimit.times(gasPrice).plus(blobFee));
        state.setNonce(sender, transaction.nonce() + 1);
        for (Authorization authorization : transaction.authorizations()) {
            authorize(authorization, block.chainId(), state);
        }
        IntrinsicGas intrinsic = rules.intrinsicGas(transaction);
        Message message = message(transaction, sender, intrinsic.gas());
        TransactionContext context =
                new TransactionContext(sender, gasPrice, blobHashes(transaction));
        warm(message, transaction.accessList(), block, state);
        Result result = evm.run(message, state, block, context, tracer);
        long gasUsed = gasUsed(transaction.gasLimit(), result, intrinsic, state);
        UInt256 gasLeft = UInt256.of(transaction.gasLimit() - gasUsed);
        state.addBalance(sender, gasLeft.times(gasPrice));
        UInt256 price = fork.isAtLeast(Fork.LONDON) ? gasPrice.minus(block.baseFee()) : gasPrice;
        UInt256 tip = UInt256.of(gasUsed).times(price);
        return new Run.Ended(message, result, gasUsed, state, gasPrice, tip);
    }

    /// Puts a delegation into force, if it is valid (EIP-7702); if not, it is as if it were not there.
    private static void authorize(
            Authorization authorization, long chainId, TransactionState state) {
        boolean isForUs =
                authorization.chainId().isZero()
                        || authorization.chainId().equals(UInt256.of(chainId));
        Optional<Address> authority = authorization.authority();
        if (!isForUs || authorization.nonce() == -1 || authority.isEmpty()) {
            return;
        }
        Address account = authority.get();
        state.warm(account);
        boolean isContract = !state.code(account).isEmpty() && state.delegate(account).isEmpty();
        if (isContract || state.nonce(account) != authorization.nonce()) {
            return;
        }
        if (state.exists(account)) {
            state.addRefund(IntrinsicGas.AUTHORIZATION_REFUND);
        }
        state.setDelegation(account, authorization.delegate());
        state.setNonce(account, authorization.nonce() + 1);
    }

    private static Message message(Transaction transaction, Address sender, long intrinsicGas) {
        return message(
                transaction.unsigned().call().recipient(),
                sender,
                transaction.nonce(),
                transaction.value(),
                transaction.data(),
                transaction.gasLimit() - intrinsicGas);
    }

    private static Message message(
            Recipient recipient, Address sender, long nonce, UInt256 value, Bytes data, long gas) {
        return switch (recipient) {
            case Recipient.Existing(Address to) -> new Message.Call(sender, to, value, data, gas);
            case Recipient.NewContract() ->
                    new Message.Create(
                            sender, Evm.contractAddress(sender, nonce), value, data, gas);
        };
    }

    private static List<Hash32> blobHashes(Transaction transaction) {
        return transaction.unsigned() instanceof Blob blob ? blob.blobHashes() : List.of();
    }

    private void warm(
            Message message,
            List<AccessListEntry> accessList,
            BlockContext block,
            TransactionState state) {
        if (!fork.isAtLeast(Fork.BERLIN)) {
            return;
        }
        state.warm(message.caller());
        state.warm(
                switch (message) {
                    case Message.Call call -> call.to();
                    case Message.Create create -> create.contract();
                });
        if (fork.isAtLeast(Fork.SHANGHAI)) {
            state.warm(block.coinbase());
        }
        for (AccessListEntry entry : accessList) {
            state.warm(entry.address());
            entry.slots().forEach(slot -> state.warm(entry.address(), slot));
        }
    }

    /// What is paid for: the gas used less refunds, within their cap (EIP-3529), and the floor at least.
    private long gasUsed(
            long gasLimit, Result result, IntrinsicGas intrinsic, TransactionState state) {
        long used = gasLimit - result.gasLeft();
        long refundMax = used / (fork.isAtLeast(Fork.LONDON) ? 5 : 2);
        return Math.max(used - Math.min(refundMax, state.refund()), intrinsic.floor());
    }

    private static Outcome executed(
            Message message,
            Result result,
            long gasUsed,
            TransactionState state,
            UInt256 gasPrice) {
        boolean success = result instanceof Result.Success;
        Outcome.CreatedContract contract =
                success && message instanceof Message.Create create
                        ? new Outcome.CreatedContract.At(create.contract())
                        : new Outcome.CreatedContract.None();
        List<Log> logs = state.logs();
        return new Outcome.Executed(
                success,
                gasUsed,
                output(result),
                failure(result),
                logs,
                LogsBloom.of(logs),
                contract,
                state.changes(),
                gasPrice);
    }

    private static Bytes output(Result result) {
        return switch (result) {
            case Result.Success(Bytes output, _) -> output;
            case Result.Reverted(Bytes output, _) -> output;
            case Result.Failed _ -> Bytes.EMPTY;
        };
    }

    private static String failure(Result result) {
        return switch (result) {
            case Result.Success _ -> "";
            case Result.Reverted(Bytes output, _) -> "reverted: " + RevertReason.describe(output);
            case Result.Failed(var failure) -> failure.description();
        };
    }

    /// Tries `request` out: nonce and fees are not checked, nothing is paid or kept. The value it sends must be
    /// there, though.
    public CallOutcome call(CallRequest request, BlockContext block, WorldState world) {
        return call(request, block, world, Tracer.NONE);
    }

    /// The same under the eyes of `tracer`.
    public CallOutcome call(
            CallRequest request, BlockContext block, WorldState world, Tracer tracer) {
        return tried(request, block, evm.begin(world), tracer);
    }

    /// What `request` would change, if it were a transaction for which nothing is paid.
    public StateChanges changes(CallRequest request, BlockContext block, WorldState world) {
        TransactionState state = evm.begin(world);
        tried(request, block, state, Tracer.NONE);
        return state.changes();
    }

    private CallOutcome tried(
            CallRequest request, BlockContext block, TransactionState state, Tracer tracer) {
        IntrinsicGas intrinsic =
                IntrinsicGas.of(
                        fork,
                        request.recipient().address().isEmpty(),
                        request.data(),
                        request.accessList(),
                        request.authorizations().size());
        if (request.gasLimit() < intrinsic.required()) {
            return new CallOutcome.Failed(
                    "gas limit "
                            + request.gasLimit()
                            + " is below the intrinsic "
                            + intrinsic.required(),
                    0);
        }
        long nonce = state.nonce(request.from());
        state.setNonce(request.from(), nonce + 1);
        for (Authorization authorization : request.authorizations()) {
            authorize(authorization, block.chainId(), state);
        }
        Message message =
                message(
                        request.recipient(),
                        request.from(),
                        nonce,
                        request.value(),
                        request.data(),
                        request.gasLimit() - intrinsic.gas());
        warm(message, request.accessList(), block, state);
        TransactionContext context =
                new TransactionContext(request.from(), request.gasPrice(), request.blobHashes());
        Result result = evm.run(message, state, block, context, tracer);
        long gasUsed = gasUsed(request.gasLimit(), result, intrinsic, state);
        return switch (result) {
            case Result.Success(Bytes output, _) -> new CallOutcome.Returned(output, gasUsed);
            case Result.Reverted(Bytes output, _) ->
                    new CallOutcome.Reverted(output, RevertReason.describe(output), gasUsed);
            case Result.Failed(var failure) ->
                    new CallOutcome.Failed(failure.description(), gasUsed);
        };
    }

    /// Finds the least gas limit with which `request` ends well, `request.gasLimit()` at most, by halving the
    /// range. A contract that does worse with more gas may need less still.
    public GasEstimate estimate(CallRequest request, BlockContext block, WorldState world) {
        long enough =
                fork.isAtLeast(Fork.OSAKA)
                        ? Math.min(request.gasLimit(), TransactionRules.GAS_LIMIT_MAX)
                        : request.gasLimit();
        CallOutcome outcome = call(request.withGasLimit(enough), block, world);
        if (!(outcome instanceof CallOutcome.Returned)) {
            return new GasEstimate.Impossible(outcome);
        }
        long tooLittle = 0;
        while (enough - tooLittle > 1) {
            long middle = tooLittle + ((enough - tooLittle) / 2);
            CallOutcome tried = call(request.withGasLimit(middle), block, world);
            if (tried instanceof CallOutcome.Returned) {
                enough = middle;
            } else {
                tooLittle = middle;
            }
        }
        return new GasEstimate.Needed(enough);
    }
}
