import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from 'testcontainers';

const MONGODB_PORT = 27_017;
const VAULT_PORT = 8_200;

const REPLICA_SET = '{_id: "rs0", members: [{_id: 0, host: "localhost:27017"}]}';
const INITIATE = `try { rs.initiate(${REPLICA_SET}) } catch (e) {} while (!db.hello().isWritablePrimary) sleep(100)`;

const VAULT_CONFIG = JSON.stringify({
  storage: { inmem: {} },
  listener: [{ tcp: { address: `0.0.0.0:${VAULT_PORT}`, tls_disable: true } }],
  api_addr: `http://127.0.0.1:${VAULT_PORT}`,
});

/** Containers and the variables that name them. */
export interface DockerEngines {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A replica set of one node on `mongo:8` and an unsealed OpenBao; null where Docker does not run. */
export async function startInDocker(): Promise<DockerEngines | null> {
  const runs = await getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
  if (!runs) return null;
  const [mongodb, vault] = await Promise.all([startMongodb(), startVault()]);
  return {
    env: { ...(await urlOf(mongodb)), ...(await unseal(vault)) },
    stop: async () => {
      await Promise.all([mongodb.stop(), vault.stop()]);
    },
  };
}

async function startMongodb(): Promise<StartedTestContainer> {
  const container = await new GenericContainer('mongo:8')
    .withCommand(['--replSet', 'rs0', '--bind_ip_all'])
    .withExposedPorts(MONGODB_PORT)
    .withWaitStrategy(Wait.forLogMessage(/Waiting for connections/))
    .start();
  const { exitCode, output } = await container.exec(['mongosh', '--quiet', '--eval', INITIATE]);
  if (exitCode !== 0) throw new Error(`mongo:8 made no replica set: ${output}`);
  return container;
}

async function urlOf(container: StartedTestContainer): Promise<Record<string, string>> {
  const address = `${container.getHost()}:${container.getMappedPort(MONGODB_PORT)}`;
  // The set knows itself as localhost:27017, which is inside the container.
  return { ENGINES_MONGODB_URL: `mongodb://${address}/?directConnection=true` };
}

function startVault(): Promise<StartedTestContainer> {
  return new GenericContainer('openbao/openbao:2.7.2')
    .withCommand(['server'])
    .withEnvironment({ BAO_LOCAL_CONFIG: VAULT_CONFIG })
    .withExposedPorts(VAULT_PORT)
    .withWaitStrategy(Wait.forHttp('/v1/sys/init', VAULT_PORT))
    .start();
}

async function unseal(container: StartedTestContainer): Promise<Record<string, string>> {
  const address = `http://${container.getHost()}:${container.getMappedPort(VAULT_PORT)}`;
  const made = await put<{ keys_base64: string[]; root_token: string }>(`${address}/v1/sys/init`, {
    secret_shares: 1,
    secret_threshold: 1,
  });
  const key = made.keys_base64[0] ?? '';
  await put(`${address}/v1/sys/unseal`, { key });
  return {
    ENGINES_VAULT_ADDR: address,
    ENGINES_VAULT_ROOT_TOKEN: made.root_token,
    ENGINES_VAULT_UNSEAL_KEY: key,
  };
}

async function put<T>(url: string, body: object): Promise<T> {
  const response = await fetch(url, { method: 'PUT', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as T;
}
