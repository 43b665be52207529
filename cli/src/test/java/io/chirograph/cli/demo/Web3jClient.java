package io.chirograph.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.disposables.Disposable;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.Credentials;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.http.HttpService;
import org.web3j.protocol.websocket.WebSocketService;
import org.web3j.tx.RawTransactionManager;
import org.web3j.tx.response.PollingTransactionReceiptProcessor;

/// What a user of web3j does, over HTTP and WebSocket.
final class Web3jClient implements AutoCloseable {
    private static final int POLL_MILLIS = 50;
    private static final int POLLS_MAX = 400;
    private static final BigInteger GAS = BigInteger.valueOf(2_000_000);
    private static final String RECEIVER = "0x000000000000000000000000000000000003b3b3";

    private final String url;
    private final HttpService service;
    private final Web3j web3j;
    private final Credentials credentials;
    private final RawTransactionManager transactions;
    private final long chainId;
    private String contract = "";

    Web3jClient(String url, String key, long chainId) {
        this.url = url;
        this.service = new HttpService(url);
        this.web3j = Web3j.build(service);
        this.credentials = Credentials.create(key);
        this.chainId = chainId;
        this.transactions =
                new RawTransactionManager(
                        web3j,
                        credentials,
                        chainId,
                        new PollingTransactionReceiptProcessor(web3j, POLL_MILLIS, POLLS_MAX));
    }

    /// web3j's own errors come back in the answer.
    private static <T extends Response<?>> T ask(Request<?, T> request) throws IOException {
        T response = request.send();
        assertThat(response.hasError())
                .as(() -> request.getMethod() + ": " + response.getError().getMessage())
                .isFalse();
        return response;
    }

    private TransactionReceipt send(String to, String data) throws Exception {
        var sent =
                transactions.sendEIP1559Transaction(
                        chainId, BigInteger.ZERO, BigInteger.ONE, GAS, to, data, BigInteger.ZERO);
        assertThat(sent.hasError()).isFalse();
        return new PollingTransactionReceiptProcessor(web3j, POLL_MILLIS, POLLS_MAX)
                .waitForTransactionReceipt(sent.getTransactionHash());
    }

    private static String move(long value) {
        return FunctionEncoder.encode(
                new Function(
                        "move",
                        List.of(
                                new Address(RECEIVER),
                                new Uint256(value),
                                new Utf8String("by web3j")),
                        List.of()));
    }

    private Transaction call(String data) {
        return Transaction.createEthCallTransaction(credentials.getAddress(), contract, data);
    }

    void deploy(String bytecode) throws Exception {
        assertThat(ask(web3j.ethChainId()).getChainId().longValue()).isEqualTo(chainId);
        assertThat(ask(web3j.web3ClientVersion()).getWeb3ClientVersion()).startsWith("Chirograph");
        String supply = FunctionEncoder.encodeConstructor(List.of(new Uint256(1_000_000)));
        TransactionReceipt receipt = send("", bytecode + supply);
        assertThat(receipt.isStatusOK()).isTrue();
        contract = receipt.getContractAddress();
    }

    void sendAndReadEvents() throws Exception {
        TransactionReceipt receipt = send(contract, move(42));
        assertThat(receipt.isStatusOK()).isTrue();
        EthFilter filter =
                new EthFilter(
                        DefaultBlockParameterName.EARLIEST,
                        DefaultBlockParameterName.LATEST,
                        contract);
        assertThat(ask(web3j.ethGetLogs(filter)).getLogs()).hasSize(1);
        Function balances =
                new Function(
                        "balances",
                        List.of(new Address(RECEIVER)),
                        List.of(new TypeReference<Uint256>() {}));
        EthCall balance =
                ask(
                        web3j.ethCall(
                                call(FunctionEncoder.encode(balances)),
                                DefaultBlockParameterName.LATEST));
        assertThat(new BigInteger(balance.getValue().substring(2), 16)).isEqualTo(42);
        // Behind this web3j installs a filter and asks for its changes.
        BlockingQueue<Log> logs = new LinkedBlockingQueue<>();
        Disposable following = web3j.ethLogFlowable(filter).subscribe(logs::add);
        assertThat(logs.poll(20, TimeUnit.SECONDS).getTransactionHash())
                .isEqualTo(receipt.getTransactionHash());
        following.dispose();
    }

    void meetARevert() throws IOException {
        EthCall reverted = web3j.ethCall(call(move(1001)), DefaultBlockParameterName.LATEST).send();
        assertThat(reverted.hasError()).isTrue();
        assertThat(reverted.getError().getCode()).isEqualTo(3);
        String selector =
                FunctionEncoder.encode(
                        new Function(
                                "TooMuch",
                                List.of(new Uint256(1001), new Uint256(1000)),
                                List.of()));
        assertThat(reverted.getError().getData()).contains(selector);
    }

    void estimateAndProve() throws IOException {
        assertThat(ask(web3j.ethEstimateGas(call(move(1)))).getAmountUsed().longValue())
                .isGreaterThan(21_000);
        assertThat(ask(web3j.ethGasPrice()).getGasPrice().signum()).isNotNegative();
        assertThat(
                        ask(web3j.ethFeeHistory(4, DefaultBlockParameterName.LATEST, List.of(50.0)))
                                .getFeeHistory()
                                .getBaseFeePerGas())
                .isNotEmpty();
        assertThat(
                        ask(web3j.ethGetProof(contract, List.of("0x0"), "latest"))
                                .getProof()
                                .getAccountProof())
                .isNotEmpty();
        Response<?> trace =
                ask(
                        new Request<>(
                                "debug_traceCall",
                                List.of(
                                        Map.of("to", contract, "data", move(1)),
                                        "latest",
                                        Map.of("tracer", "callTracer")),
                                service,
                                AnyResponse.class));
        assertThat(trace.getResult().toString()).contains("CALL");
    }

    /// An answer of any form.
    static final class AnyResponse extends Response<Object> {}

    void followOverWebSocket() throws Exception {
        WebSocketService socket = new WebSocketService(url.replace("http", "ws"), false);
        socket.connect();
        Web3j following = Web3j.build(socket);
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        Disposable subscription =
                following
                        .newHeadsNotifications()
                        .subscribe(head -> heads.add(head.getParams().getResult().getNumber()));
        assertThat(ask(following.ethBlockNumber()).getBlockNumber().signum()).isPositive();
        send(contract, move(1));
        String head = heads.poll(20, TimeUnit.SECONDS);
        assertThat(head).isNotNull().startsWith("0x");
        subscription.dispose();
        following.shutdown();
    }

    @Override
    public void close() {
        web3j.shutdown();
    }
}
