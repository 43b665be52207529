// Usage: node client.mjs RPC_URL PRIVATE_KEY — exits 0 when every step held, else 1 with the step that failed.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [url, key] = process.argv.slice(2);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const socketUrl = url.replace('http', 'ws');
const receiver = '0x00000000000000000000000000000000000b0b01';
const project = mkdtempSync(join(tmpdir(), 'forge-'));
const steps = [];

async function step(name, run) {
  try {
    const detail = await run();
    steps.push(name);
    console.log(`ok ${name}${detail ? `: ${detail}` : ''}`);
  } catch (error) {
    console.error(`failed ${name}: ${error.stack ?? error}`);
    rmSync(project, { recursive: true, force: true });
    process.exit(1);
  }
}

/// The program itself: the launcher beside it hides how it ended.
function program(tool) {
  const { platform, arch } = process;
  return here(`./node_modules/@foundry-rs/${tool}-${platform}-${arch === 'x64' ? 'amd64' : arch}/bin/${tool}`);
}

function run(tool, args) {
  return spawnSync(program(tool), args, {
    cwd: project, encoding: 'utf8', timeout: 60_000, env: { ...process.env, NO_COLOR: '1', FOUNDRY_DISABLE_NIGHTLY_WARNING: '1' },
  });
}

function must(tool, ...args) {
  const { status, stdout, stderr } = run(tool, args);
  assert.equal(status, 0, `${tool} ${args[0]}: ${stdout}${stderr}`);
  return stdout.trim();
}

const cast = (...args) => must('cast', ...args, '--rpc-url', url);
const json = (...args) => JSON.parse(cast(...args, '--json'));
const signed = ['--private-key', key];
const move = 'move(address,uint256,string)';
const account = must('cast', 'wallet', 'address', ...signed);
let ledger;
let sent;

await step('the chain', () => {
  assert.equal(cast('chain-id'), String(Number(must('cast', 'rpc', 'net_version', '--rpc-url', url).replaceAll('"', ''))));
  assert.ok(BigInt(cast('balance', account)) > 0n);
  assert.match(cast('client'), /^Chirograph/);
});

await step('forge create', () => {
  mkdirSync(join(project, 'src'));
  copyFileSync(here('../contracts/Ledger.sol'), join(project, 'src', 'Ledger.sol'));
  writeFileSync(join(project, 'foundry.toml'), `[profile.default]\nsolc = '${here('./solc.mjs')}'\nevm_version = 'osaka'\noffline = true\n`);
  const created = JSON.parse(must('forge', 'create', 'src/Ledger.sol:Ledger', '--rpc-url', url, ...signed,
    '--broadcast', '--json', '--constructor-args', '1000000'));
  ledger = created.deployedTo;
  assert.equal(cast('call', ledger, 'balances(address)(uint256)', account).split(' ')[0], '1000000');
  return ledger;
});

await step('send, event, receipt', () => {
  sent = json('send', ledger, move, receiver, '42', 'first', ...signed);
  assert.equal(BigInt(sent.status), 1n);
  const logs = json('logs', '--address', ledger, '--from-block', '0');
  assert.equal(logs.length, 1);
  assert.equal(BigInt(logs[0].topics[2]), BigInt(receiver));
  assert.equal(cast('call', ledger, 'balances(address)(uint256)', receiver), '42');
  assert.equal(json('receipt', sent.transactionHash).transactionHash, sent.transactionHash);
  assert.equal(json('tx', sent.transactionHash).hash, sent.transactionHash);
});

await step('a revert with its custom error', () => {
  const call = run('cast', ['call', ledger, move, receiver, '1001', '', '--rpc-url', url]);
  assert.notEqual(call.status, 0);
  assert.match(call.stderr, /0x[0-9a-f]{8}[0-9a-f]*3e9/);
  const words = run('cast', ['send', ledger, move, '0x0000000000000000000000000000000000000000', '1', '', '--rpc-url', url, ...signed]);
  assert.notEqual(words.status, 0);
  assert.match(words.stderr, /no receiver/);
});

await step('fees and estimates', () => {
  assert.ok(BigInt(cast('estimate', ledger, move, receiver, '1', 'x', '--from', account)) > 21_000n);
  assert.ok(BigInt(cast('gas-price')) >= 0n);
  assert.equal(BigInt(cast('base-fee')), 0n);
  const legacy = json('send', ledger, move, receiver, '1', 'legacy', '--legacy', ...signed);
  assert.equal(BigInt(legacy.type), 0n);
});

await step('proof and storage', () => {
  const slot = must('cast', 'index', 'address', receiver, '0');
  assert.equal(BigInt(cast('storage', ledger, slot)), 43n);
  const proof = JSON.parse(cast('proof', ledger, slot));
  assert.equal(BigInt(proof.storageProof[0].value), 43n);
});

await step('traces', () => {
  const trace = JSON.parse(must('cast', 'rpc', '--rpc-url', url, 'debug_traceTransaction', sent.transactionHash, '{"tracer":"callTracer"}'));
  assert.equal(trace.type, 'CALL');
  assert.equal(BigInt(trace.gasUsed), BigInt(sent.gasUsed));
  const steps = JSON.parse(must('cast', 'rpc', '--rpc-url', url, 'debug_traceTransaction', sent.transactionHash));
  assert.ok(steps.structLogs.some((each) => each.op === 'SSTORE'));
  // Executes it again on cast's own machine, from this node's state.
  assert.match(cast('run', sent.transactionHash, '--quick'), /Transaction successfully executed/);
});

await step('access list', () => {
  const found = json('access-list', ledger, move, receiver, '1', 'x', '--from', account);
  assert.ok(found.accessList[0].storageKeys.length >= 2);
});

await step('WebSocket', async () => {
  assert.ok(BigInt(must('cast', 'block-number', '--rpc-url', socketUrl)) > 0n);
  const follower = spawn(program('cast'), ['logs', '--address', ledger, '--subscribe', '--json', '--rpc-url', socketUrl]);
  let said = '';
  follower.stdout.on('data', (data) => { said += data; });
  follower.stderr.on('data', (data) => { said += data; });
  const deadline = Date.now() + 30_000;
  for (let value = 100; !said.includes('transactionHash') && Date.now() < deadline; value++) {
    json('send', ledger, move, receiver, String(value), 'followed', ...signed);
    await new Promise((done) => setTimeout(done, 100));
  }
  follower.kill('SIGKILL');
  assert.match(said, /transactionHash/);
});

rmSync(project, { recursive: true, force: true });
console.log(`${steps.length} steps held`);
process.exit(0);
