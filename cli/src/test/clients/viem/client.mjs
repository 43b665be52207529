// Usage: node client.mjs RPC_URL PRIVATE_KEY ANVIL_URL — exits 0 when every step held, else 1 with the step that failed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import solc from 'solc';
import {
  BaseError, ContractFunctionRevertedError, MethodNotFoundRpcError, createPublicClient, createWalletClient,
  decodeErrorResult, defineChain, encodeFunctionData, http, parseAbi, webSocket,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const [url, key, anvilUrl] = process.argv.slice(2);
const account = privateKeyToAccount(key);
const stranger = '0x00000000000000000000000000000000000a11ce';
const steps = [];

async function step(name, run) {
  try {
    const detail = await run();
    steps.push(name);
    console.log(`ok ${name}${detail ? `: ${detail}` : ''}`);
  } catch (error) {
    console.error(`failed ${name}: ${error.stack ?? error}`);
    process.exit(1);
  }
}

function compile() {
  const resolve = createRequire(import.meta.url).resolve;
  const source = readFileSync(new URL('../contracts/Tokens.sol', import.meta.url), 'utf8');
  const input = {
    language: 'Solidity',
    sources: { 'Tokens.sol': { content: source } },
    settings: {
      evmVersion: 'osaka',
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
  const files = (path) => ({ contents: readFileSync(resolve(path), 'utf8') });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: files }));
  const errors = (output.errors ?? []).filter((e) => e.severity === 'error');
  assert.equal(errors.length, 0, JSON.stringify(errors));
  return output.contracts['Tokens.sol'];
}

async function connect(at, transport = http(at)) {
  const id = await createPublicClient({ transport: http(at) }).getChainId();
  const chain = defineChain({
    id,
    name: 'chain',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [at] } },
    contracts: { multicall3: { address: '0xcA11bde05977b3631167028862bE2a173976CA11' } },
  });
  const options = { chain, transport, pollingInterval: 50 };
  return { reader: createPublicClient(options), wallet: createWalletClient({ ...options, account }) };
}

const contracts = compile();
const ours = await connect(url);
const anvil = await connect(anvilUrl);

async function deploy({ reader, wallet }, name, args) {
  const { abi, evm } = contracts[name];
  const hash = await wallet.deployContract({ abi, bytecode: `0x${evm.bytecode.object}`, args });
  const receipt = await reader.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, 'success');
  return { address: receipt.contractAddress, abi, deployment: receipt };
}

/// Sends a call, and says what may be compared between chains.
async function send({ reader, wallet }, contract, functionName, args, more = {}) {
  const hash = await wallet.writeContract({ address: contract.address, abi: contract.abi, functionName, args, ...more });
  const receipt = await reader.waitForTransactionReceipt({ hash });
  return {
    hash,
    seen: {
      status: receipt.status,
      gasUsed: receipt.gasUsed,
      logs: receipt.logs.map((log) => ({ topics: log.topics, data: log.data })),
    },
  };
}

/// The error that a call of the contract reverts with.
async function refusal({ reader }, contract, functionName, args) {
  try {
    await reader.simulateContract({ account, address: contract.address, abi: contract.abi, functionName, args });
  } catch (error) {
    const revert = error instanceof BaseError && error.walk((e) => e instanceof ContractFunctionRevertedError);
    if (revert) {
      return { name: revert.data?.errorName, args: revert.data?.args };
    }
    throw error;
  }
  throw new Error(`${functionName} did not revert`);
}

function shape(trace) {
  return {
    type: trace.type,
    gasUsed: trace.gasUsed,
    output: trace.output,
    error: trace.error,
    calls: (trace.calls ?? []).map(shape),
  };
}

/// OpenZeppelin's contracts put through what their users do; everything seen is returned.
async function useTokens(chain) {
  const seen = {};
  const read = (contract, functionName, args) =>
    chain.reader.readContract({ address: contract.address, abi: contract.abi, functionName, args });

  const coin = await deploy(chain, 'Coin', [1000n]);
  seen.coin = [await read(coin, 'name'), await read(coin, 'decimals'), await read(coin, 'totalSupply')];
  seen.transfer = (await send(chain, coin, 'transfer', [stranger, 10n])).seen;
  seen.approve = (await send(chain, coin, 'approve', [account.address, 50n])).seen;
  const moved = await send(chain, coin, 'transferFrom', [account.address, stranger, 20n]);
  seen.transferFrom = moved.seen;
  seen.balances = [await read(coin, 'balanceOf', [account.address]), await read(coin, 'balanceOf', [stranger])];
  seen.allowance = await read(coin, 'allowance', [account.address, account.address]);
  seen.tooMuch = await refusal(chain, coin, 'transfer', [stranger, 5000n]);
  seen.notAllowed = await refusal(chain, coin, 'transferFrom', [stranger, account.address, 1n]);
  seen.failed = (await send(chain, coin, 'transfer', [stranger, 5000n], { gas: 100_000n })).seen;
  seen.callTrace = shape(await chain.reader.request({
    method: 'debug_traceTransaction', params: [moved.hash, { tracer: 'callTracer' }] }));

  const deed = await deploy(chain, 'Deed', []);
  seen.mint = (await send(chain, deed, 'mint', [account.address, 7n])).seen;
  seen.owner = await read(deed, 'ownerOf', [7n]);
  seen.handOver = (await send(chain, deed, 'safeTransferFrom', [account.address, stranger, 7n])).seen;
  seen.noDeed = await refusal(chain, deed, 'ownerOf', [8n]);
  seen.interfaces = await read(deed, 'supportsInterface', ['0x80ac58cd']);

  const box = await deploy(chain, 'Box', []);
  const data = encodeFunctionData({ abi: box.abi, functionName: 'initialize', args: [5n] });
  const proxy = { ...(await deploy(chain, 'BoxProxy', [box.address, data])), abi: box.abi };
  seen.initial = [await read(proxy, 'value'), await read(box, 'value')];
  const stored = await send(chain, proxy, 'store', [6n], { value: 3n });
  seen.store = stored.seen;
  seen.value = [await read(proxy, 'value'), await chain.reader.getBalance({ address: proxy.address })];
  seen.alreadySet = await refusal(chain, proxy, 'initialize', [9n]);
  const slot = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc';
  const implementation = await chain.reader.getStorageAt({ address: proxy.address, slot });
  seen.implementation = BigInt(implementation) === BigInt(box.address);
  seen.proxyTrace = shape(await chain.reader.request({
    method: 'debug_traceTransaction', params: [stored.hash, { tracer: 'callTracer' }] }));
  return { seen, coin, proxy };
}

let tokens;
await step('OpenZeppelin contracts behave as on anvil', async () => {
  const [here, there] = [await useTokens(ours), await useTokens(anvil)];
  assert.deepEqual(here.seen, there.seen);
  assert.equal(here.seen.tooMuch.name, 'ERC20InsufficientBalance');
  assert.equal(here.seen.failed.status, 'reverted');
  tokens = here;
});

await step('fees', async () => {
  const fees = await ours.reader.estimateFeesPerGas();
  assert.ok(fees.maxFeePerGas >= fees.maxPriorityFeePerGas);
  const gas = await ours.reader.estimateContractGas({
    account, address: tokens.coin.address, abi: tokens.coin.abi, functionName: 'transfer', args: [stranger, 1n] });
  const { seen } = await send(ours, tokens.coin, 'transfer', [stranger, 1n], { gas });
  assert.equal(seen.status, 'success');
  const history = await ours.reader.getFeeHistory({ blockCount: 4, rewardPercentiles: [25, 75] });
  assert.equal(history.baseFeePerGas.length, history.gasUsedRatio.length + 1);
  return `${gas} gas`;
});

await step('many calls in one (Multicall3)', async () => {
  const contract = { address: tokens.coin.address, abi: tokens.coin.abi };
  const results = await ours.reader.multicall({
    contracts: [
      { ...contract, functionName: 'symbol' },
      { ...contract, functionName: 'balanceOf', args: [stranger] },
      { ...contract, functionName: 'transferFrom', args: [stranger, stranger, 1n] },
    ],
  });
  assert.equal(results[0].result, 'COIN');
  assert.equal(results[1].result, 31n);
  assert.equal(results[2].status, 'failure');
});

await step('events by search and by filter', async () => {
  const query = { address: tokens.coin.address, abi: tokens.coin.abi, eventName: 'Transfer', args: { to: stranger } };
  const found = await ours.reader.getContractEvents({ ...query, fromBlock: 0n });
  assert.deepEqual(found.map((event) => event.args.value), [10n, 20n, 1n]);
  const filter = await ours.reader.createContractEventFilter(query);
  const blocks = await ours.reader.createBlockFilter();
  await send(ours, tokens.coin, 'transfer', [stranger, 2n]);
  const changes = await ours.reader.getFilterChanges({ filter });
  assert.deepEqual(changes.map((event) => event.args.value), [2n]);
  assert.ok((await ours.reader.getFilterChanges({ filter: blocks })).length >= 1);
  assert.equal(await ours.reader.uninstallFilter({ filter }), true);
});

await step('subscriptions over WebSocket', async () => {
  const socket = await connect(url, webSocket(url.replace('http', 'ws'), { reconnect: false }));
  const blocks = [];
  const events = [];
  const pending = [];
  const stops = [
    socket.reader.watchBlocks({ onBlock: (block) => blocks.push(block.number), onError: (e) => assert.fail(e) }),
    socket.reader.watchContractEvent({
      address: tokens.coin.address, abi: tokens.coin.abi, eventName: 'Transfer',
      onLogs: (logs) => events.push(...logs.map((log) => log.args.value)), onError: (e) => assert.fail(e) }),
    socket.reader.watchPendingTransactions({
      onTransactions: (hashes) => pending.push(...hashes), onError: (e) => assert.fail(e) }),
  ];
  // Answered in order: when this is, the subscriptions are there.
  await socket.reader.getBlockNumber();
  const first = await send(socket, tokens.coin, 'transfer', [stranger, 3n]);
  const second = await send(socket, tokens.coin, 'transfer', [stranger, 4n]);
  const deadline = Date.now() + 20_000;
  while ((events.length < 2 || blocks.length < 2 || pending.length < 2) && Date.now() < deadline) {
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.deepEqual(events, [3n, 4n]);
  assert.deepEqual(pending, [first.hash, second.hash]);
  for (let i = 1; i < blocks.length; i++) {
    assert.equal(blocks[i], blocks[i - 1] + 1n);
  }
  stops.forEach((stop) => stop());
  (await socket.reader.transport.getRpcClient()).close();
});

await step('proof', async () => {
  const slot = `0x${'00'.repeat(32)}`;
  const proof = await ours.reader.getProof({ address: tokens.proxy.address, storageKeys: [slot] });
  assert.equal(proof.balance, 3n);
  assert.equal(proof.storageProof[0].value, 6n);
  assert.ok(proof.accountProof.length >= 1 && proof.storageProof[0].proof.length >= 1);
});

await step('access list and prepared transaction', async () => {
  const data = encodeFunctionData({ abi: tokens.coin.abi, functionName: 'transfer', args: [stranger, 1n] });
  const { accessList } = await ours.reader.createAccessList({ account, to: tokens.coin.address, data });
  assert.equal(accessList[0].storageKeys.length, 2);
  const request = await ours.wallet.prepareTransactionRequest({ to: tokens.coin.address, data, accessList });
  const hash = await ours.wallet.sendRawTransaction({
    serializedTransaction: await ours.wallet.signTransaction(request) });
  assert.equal((await ours.reader.waitForTransactionReceipt({ hash })).status, 'success');
});

await step('state overrides and block tags', async () => {
  const balance = await ours.reader.readContract({
    address: tokens.coin.address, abi: parseAbi(['function totalSupply() view returns (uint256)']),
    functionName: 'totalSupply',
    stateOverride: [{ address: tokens.coin.address, stateDiff: [{ slot: `0x${'00'.repeat(31)}02`, value: `0x${'00'.repeat(31)}07` }] }] });
  assert.equal(balance, 7n);
  const [latest, safe, finalized] = await Promise.all(
    ['latest', 'safe', 'finalized'].map((blockTag) => ours.reader.getBlock({ blockTag })));
  assert.ok(latest.number - finalized.number <= 1n && finalized.number - safe.number <= 1n);
});

await step('a method that is not there', async () => {
  await assert.rejects(ours.reader.request({ method: 'eth_nothing' }), (error) =>
    error.walk((e) => e instanceof MethodNotFoundRpcError) !== null);
});

await step('a revert is error 3 with its data', async () => {
  const direct = decodeErrorResult({ abi: contracts.Box.abi, data: await rawRevert() });
  assert.equal(direct.errorName, 'AlreadySet');
});

/// What the node itself answers when a call reverts.
async function rawRevert() {
  const data = encodeFunctionData({ abi: contracts.Box.abi, functionName: 'initialize', args: [1n] });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{ to: tokens.proxy.address, data }, 'latest'] }),
  });
  const { error } = await response.json();
  assert.equal(error.code, 3);
  return error.data;
}

console.log(`${steps.length} steps held`);
process.exit(0);
