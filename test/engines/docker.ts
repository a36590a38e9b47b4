import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const MONGODB_PORT = 27_017;
const VAULT_PORT = 8_200;
/** Milliseconds for a container to answer once its image exists. */
const ANSWER_MS = 60_000;
const RETRY_MS = 250;
/** A killed run leaves its containers. `docker rm --force $(docker ps --quiet --filter label=coffer-tests)` removes them. */
const LABEL = 'coffer-tests';

const REPLICA_SET = '{_id: "rs0", members: [{_id: 0, host: "localhost:27017"}]}';
const INITIATE = `try { rs.initiate(${REPLICA_SET}) } catch (e) {} while (!db.hello().isWritablePrimary) sleep(100)`;

const VAULT_CONFIG = JSON.stringify({
  storage: { inmem: {} },
  listener: [{ tcp: { address: `0.0.0.0:${VAULT_PORT}`, tls_disable: true } }],
  api_addr: `http://127.0.0.1:${VAULT_PORT}`,
});

const run = promisify(execFile);

/** Running containers, and the variables that name them. */
export interface DockerEngines {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A replica set of one node on `mongo:8` and an unsealed OpenBao; null where Docker does not run. */
export async function startInDocker(): Promise<DockerEngines | null> {
  const runs = await docker('info').then(
    () => true,
    () => false,
  );
  if (!runs) return null;
  const started: string[] = [];
  const stop = async () => {
    if (started.length > 0) await docker('rm', '--force', '--volumes', ...started.splice(0));
  };
  const parts = await Promise.allSettled([startMongodb(started), startVault(started)]);
  if (parts.some(({ status }) => status === 'rejected')) await stop();
  return { env: Object.assign({}, ...parts.map(resultOf)), stop };
}

/** Throws the error of the failed part. */
function resultOf<T>(part: PromiseSettledResult<T>): T {
  if (part.status === 'rejected') throw part.reason;
  return part.value;
}

/** Runs the `docker` command and returns its output. */
async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args)).stdout.trim();
}

/** Starts a container whose `port` is published on a free port of this machine; gives that address. */
async function start(started: string[], port: number, options: string[], command: string[]): Promise<string> {
  const published = ['--publish', `127.0.0.1::${port}`];
  const id = await docker('run', '--detach', '--label', LABEL, ...published, ...options, ...command);
  started.push(id);
  const [address = ''] = (await docker('port', id, `${port}/tcp`)).split('\n');
  return address;
}

async function startMongodb(started: string[]): Promise<Record<string, string>> {
  const name = `${LABEL}-mongodb-${process.pid}`;
  const command = ['mongo:8', '--replSet', 'rs0', '--bind_ip_all'];
  const address = await start(started, MONGODB_PORT, ['--name', name], command);
  await untilDone(() => docker('exec', name, 'mongosh', '--quiet', '--eval', INITIATE));
  // The replica set names itself localhost:27017, an address inside of the container.
  return { ENGINES_MONGODB_URL: `mongodb://${address}/?directConnection=true` };
}

async function startVault(started: string[]): Promise<Record<string, string>> {
  const options = ['--env', `BAO_LOCAL_CONFIG=${VAULT_CONFIG}`];
  const address = `http://${await start(started, VAULT_PORT, options, ['openbao/openbao:2.7.2', 'server'])}`;
  const init = { secret_shares: 1, secret_threshold: 1 };
  const made = await untilDone(() =>
    put<{ keys_base64: string[]; root_token: string }>(`${address}/v1/sys/init`, init),
  );
  const key = made.keys_base64[0] ?? '';
  await put(`${address}/v1/sys/unseal`, { key });
  return {
    ENGINES_VAULT_ADDR: address,
    ENGINES_VAULT_ROOT_TOKEN: made.root_token,
    ENGINES_VAULT_UNSEAL_KEY: key,
  };
}

/** Repeats `work` while a server starts. Throws its last error if the server never answers. */
async function untilDone<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + ANSWER_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}

async function put<T>(url: string, body: object): Promise<T> {
  const response = await fetch(url, { method: 'PUT', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as T;
}
