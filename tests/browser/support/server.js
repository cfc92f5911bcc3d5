// Starts the real program on a free port with a data folder of its own, and takes both away again.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = path.resolve(import.meta.dirname, '../../..');
const startLimit = 60_000;
const stopLimit = 20_000;

export async function startServer(command, { host = '127.0.0.1' } = {}) {
  const data = await mkdtemp(path.join(tmpdir(), 'clientsync-browser-'));
  const port = await freePort();
  const url = `http://${host}:${port}`;
  const args = [command, '--listen', `127.0.0.1:${port}`, '--data', path.join(data, 'data')];
  const child = spawn(binary(), args, { cwd: data, env: environment(url), stdio: ['ignore', 'pipe', 'pipe'] });
  const log = [];
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  child.once('error', (error) => log.push(String(error)));

  child.stdout.on('data', (chunk) => log.push(String(chunk)));
  child.stderr.on('data', (chunk) => log.push(String(chunk)));
  const server = { url, log: () => log.join(''), stop: () => stop(child, exited, data, log) };

  try {
    await ready(server, child);
  } catch (error) {
    child.kill('SIGKILL');
    await rm(data, { recursive: true, force: true });
    throw error;
  }
  return server;
}

function binary() {
  const choices = [process.env.CLIENTSYNC_BIN, 'target/release/clientsync', 'target/debug/clientsync'];
  const found = choices
    .filter(Boolean)
    .map((choice) => path.resolve(root, choice))
    .find(existsSync);
  if (!found) throw new Error('No clientsync binary: run `cargo build --release` or set CLIENTSYNC_BIN.');
  return found;
}

/** Every row of the program's route table: method, path and rule. */
export function routes() {
  const printed = execFileSync(binary(), ['routes'], { env: { PATH: process.env.PATH } }).toString();
  return printed.trim().split('\n').map((line) => {
    const [method, path, ...rule] = line.split(/\s+/);
    return { method, path, rule: rule.join(' ') };
  });
}

// Nothing of the developer's own set-up may leak in, least of all a DATABASE_URL.
function environment(url) {
  return { PATH: process.env.PATH, CLIENTSYNC_ENV: 'development', CLIENTSYNC_BASE_URL: url };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function ready(server, child) {
  const deadline = Date.now() + startLimit;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const answer = await fetch(`${server.url}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error(`The server did not become ready at ${server.url}. It said:\n${server.log()}`);
}

async function stop(child, exited, data, log) {
  child.kill('SIGTERM');
  const end = await Promise.race([exited, pause(stopLimit, null, { ref: false })]);
  if (!end) child.kill('SIGKILL');
  await exited;
  await rm(data, { recursive: true, force: true });
  if (!end) throw new Error(`The server ignored SIGTERM for ${stopLimit / 1000} s.`);
  if (end.code !== 0) throw new Error(`The server ended with ${end.code ?? end.signal}. It said:\n${log.join('')}`);
  if (/panicked at/.test(log.join(''))) throw new Error(`The server panicked:\n${log.join('')}`);
}
