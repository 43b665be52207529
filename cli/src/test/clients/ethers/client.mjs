// Usage: node client.mjs RPC_URL PRIVATE_KEY — exits 0 when every step held, else 1 with the step that failed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ContractFactory, JsonRpcProvider, NonceManager, Wallet, isError, parseEther } from 'ethers';
import solc from 'solc';

const [url, key] = process.argv.slice(2);
const provider = new JsonRpcProvider(url, undefined, { pollingInterval: 50 });
const wallet = new Wallet(key, provider);
const signer = new NonceManager(wallet);

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
  const input = {
    language: 'Solidity',
    sources: { 'Ledger.sol': { content: readFileSync(new URL('../contracts/Ledger.sol', import.meta.url), 'utf8') } },
    settings: {
      evmVersion: 'osaka',
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const errors = (output.errors ?? []).filter((e) => e.severity === 'error');
  assert.equal(errors.length, 0, JSON.stringify(errors));
  return output.contracts['Ledger.sol'].Ledger;
}

const receiver = Wallet.createRandom().address;
let contract;

await step('network', async () => {
  const network = await provider.getNetwork();
  assert.equal(Number(network.chainId), Number(await provider.send('eth_chainId', [])));
  return `chain ${network.chainId}`;
});

await step('deploy', async () => {
  const { abi, evm } = compile();
  contract = await new ContractFactory(abi, evm.bytecode.object, signer).deploy(1_000_000n);
  await contract.waitForDeployment();
  assert.equal(await contract.balances(wallet.address), 1_000_000n);
  return contract.target;
});

await step('transfer of value', async () => {
  const transaction = await signer.sendTransaction({ to: receiver, value: parseEther('0.5') });
  const receipt = await transaction.wait();
  assert.equal(receipt.status, 1);
  assert.equal(receipt.gasUsed, 21_000n);
  assert.equal(await provider.getBalance(receiver), parseEther('0.5'));
});

await step('call and event', async () => {
  const transaction = await contract.move(receiver, 42n, 'first');
  const receipt = await transaction.wait();
  assert.equal(receipt.logs.length, 1);
  const events = await contract.queryFilter(contract.filters.Moved(wallet.address), receipt.blockNumber, receipt.blockNumber);
  assert.equal(events.length, 1);
  assert.equal(events[0].args.value, 42n);
  assert.equal(events[0].args.note, 'first');
  assert.equal(await contract.balances(receiver), 42n);
});

await step('revert with its reason', async () => {
  await assert.rejects(contract.move.staticCall('0x0000000000000000000000000000000000000000', 1n, ''), (error) =>
    isError(error, 'CALL_EXCEPTION') && error.reason === 'no receiver');
  await assert.rejects(contract.move.estimateGas(receiver, 1001n, ''), (error) => {
    const parsed = contract.interface.parseError(error.data);
    return isError(error, 'CALL_EXCEPTION') && parsed.name === 'TooMuch' && parsed.args.asked === 1001n;
  });
});

await step('reverted transaction', async () => {
  const transaction = await contract.move(receiver, 2000n, 'refused', { gasLimit: 200_000n });
  await assert.rejects(transaction.wait(), (error) => isError(error, 'CALL_EXCEPTION') && error.receipt.status === 0);
  assert.equal(await contract.balances(receiver), 42n);
});

await step('batch of calls in one request', async () => {
  const calls = [['eth_blockNumber', []], ['eth_getBalance', [receiver, 'latest']], ['eth_chainId', []]];
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(calls.map(([method, params], id) => ({ jsonrpc: '2.0', id, method, params }))),
  });
  const answers = await response.json();
  assert.equal(answers.length, 3);
  assert.deepEqual(answers.map((a) => a.id).sort(), [0, 1, 2]);
  assert.equal(BigInt(answers.find((a) => a.id === 1).result), parseEther('0.5'));
});

await step('many transactions at once', async () => {
  const transactions = [];
  for (let i = 0; i < 50; i++) {
    transactions.push(await contract.move(receiver, 1n, `n${i}`));
  }
  const receipts = await Promise.all(transactions.map((t) => t.wait()));
  assert.ok(receipts.every((r) => r.status === 1));
  assert.equal(await contract.balances(receiver), 92n);
});

await step('two confirmations', async () => {
  const transaction = await signer.sendTransaction({ to: receiver, value: 1n });
  const receipt = await transaction.wait(2, 30_000);
  assert.ok((await receipt.confirmations()) >= 2);
});

console.log(`${steps.length} steps held`);
provider.destroy();
