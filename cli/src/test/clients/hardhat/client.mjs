// Run by Hardhat: hardhat run --no-compile --network chirograph client.mjs, with RPC_URL and PRIVATE_KEY set.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import hre from 'hardhat';
import solc from 'solc';

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
  const content = readFileSync(new URL('../contracts/Ledger.sol', import.meta.url), 'utf8');
  const output = JSON.parse(solc.compile(JSON.stringify({
    language: 'Solidity',
    sources: { 'Ledger.sol': { content } },
    settings: { evmVersion: 'osaka', outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
  })));
  return output.contracts['Ledger.sol'].Ledger;
}

const { ethers, provider } = await hre.network.connect('chirograph');
const receiver = '0x00000000000000000000000000000000000ca401';
let signer;
let contract;
let receipt;

await step('deploy', async () => {
  [signer] = await ethers.getSigners();
  const { abi, evm } = compile();
  contract = await (await ethers.getContractFactory(abi, `0x${evm.bytecode.object}`, signer)).deploy(1_000_000n);
  await contract.waitForDeployment();
  assert.equal(await contract.balances(signer.address), 1_000_000n);
});

await step('send and events', async () => {
  receipt = await (await contract.move(receiver, 7n, 'by hardhat')).wait();
  assert.equal(receipt.status, 1);
  const events = await contract.queryFilter(contract.filters.Moved(), receipt.blockNumber, receipt.blockNumber);
  assert.equal(events[0].args.note, 'by hardhat');
});

await step('a revert with its custom error', async () => {
  await assert.rejects(contract.move.staticCall(receiver, 1001n, ''), (error) => {
    const data = error.data ?? error.info?.error?.data ?? error.cause?.data;
    return contract.interface.parseError(data.data ?? data)?.name === 'TooMuch';
  });
});

await step('fees', async () => {
  const fees = await ethers.provider.getFeeData();
  assert.ok(fees.maxFeePerGas !== null);
  assert.ok((await contract.move.estimateGas(receiver, 1n, '')) > 21_000n);
});

await step('proof and trace', async () => {
  const proof = await provider.request({ method: 'eth_getProof', params: [contract.target, ['0x0'], 'latest'] });
  assert.ok(proof.accountProof.length > 0);
  const trace = await provider.request({ method: 'debug_traceTransaction', params: [receipt.hash, { tracer: 'callTracer' }] });
  assert.equal(BigInt(trace.gasUsed), receipt.gasUsed);
});

console.log(`${steps.length} steps held`);
process.exit(0);
