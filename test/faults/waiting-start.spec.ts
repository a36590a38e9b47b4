import { VaultAdmin } from '#keyring-vault/testing';
import { wireTo } from '../e2e/support/processes/mongo-wire.js';
import { productionSite, type Site } from '../e2e/support/processes/pairs.js';
import { type LaunchedServer, launchServer, type Server, StartFailed } from '../e2e/support/processes/server.js';
import { describeWithOwnEngines } from '../engines/engines.js';
import { eventually } from './support/eventually.js';

/** Far above what an engine takes to come back. */
const LONG = { START_WAIT: '10m' };

const AWAY = 'MONGODB_URL: MongoDB does not answer there';
const SEALED = 'VAULT_ADDR: Vault is sealed';

describeWithOwnEngines('a start whose engines do not answer yet', (own) => {
  let site: Site;
  let vault: VaultAdmin;
  const launched: LaunchedServer[] = [];

  beforeAll(async () => {
    vault = new VaultAdmin(own());
    site = await productionSite({}, own());
  });
  afterAll(async () => {
    await Promise.all(launched.map((server) => server.kill()));
    await site?.clear();
  });

  function launch(env: Record<string, string>): LaunchedServer {
    const server = launchServer({ ...site.env, ...env });
    launched.push(server);
    return server;
  }

  /** What the server has told of its wait. */
  const waits = (server: LaunchedServer): string[] =>
    server
      .output()
      .split('\n')
      .filter((line) => line.includes('the start waits'))
      .map((line) => JSON.parse(line).msg);

  const tells = (server: LaunchedServer, words: RegExp) =>
    eventually(() => expect(waits(server).at(-1)).toMatch(words));

  async function expectReady(server: Server): Promise<void> {
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    await eventually(() => expect(server.output()).toMatch(/the engines answer after \d+ s: the start goes on/));
  }

  const failureOf = async (server: LaunchedServer): Promise<StartFailed> => {
    const failure = await server.listening().catch((error: unknown) => error);
    if (failure instanceof StartFailed) return failure;
    throw new Error('the server started');
  };

  it('is refused at once for what no wait mends, also beside an engine that is away [R149]', async () => {
    await own().control.pause('mongodb');
    const failure = await failureOf(launch({ ...LONG, VAULT_SECRET_ID: 'wrong' }));
    expect(failure.stderr.split('\n')).toEqual([
      'coffer: VAULT_ROLE_ID and VAULT_SECRET_ID were refused by Vault.',
      expect.stringContaining(`coffer: ${AWAY}`),
      '',
    ]);
    expect(failure.exitCode).toBe(1);
  });

  it('ends when its time is over, in the words of a start that does not wait [R149]', async () => {
    // On a busy machine the first try alone takes 3 s.
    const failure = await failureOf(launch({ START_WAIT: '8s' }));
    expect(failure.exitCode).toBe(1);
    const [last, ...before] = failure.stderr.trimEnd().split('\n').reverse();
    expect(last).toContain(`coffer: ${AWAY}`);
    expect(before.length).toBeGreaterThan(0);
    for (const line of before) expect(JSON.parse(line).msg).toMatch(/^the start waits, for [1-8] s at most/);
  });

  it('ends at once and with 0 on SIGTERM [R149]', async () => {
    const server = launch(LONG);
    await tells(server, new RegExp(AWAY));
    expect(await server.stop()).toBe(0);
    expect(server.output()).not.toContain('coffer: ');
  });

  it('goes on when a store answers that was away [R149]', async () => {
    const server = launch(LONG);
    await tells(server, new RegExp(AWAY));
    await own().control.resume('mongodb');
    const started = await server.listening();
    await expectReady(started);
    expect(await started.stop()).toBe(0);
  });

  it('tells what is wrong with both engines, and goes on when both answer [R149]', async () => {
    await vault.seal();
    await own().control.kill('mongodb');
    const server = launch(LONG);
    await tells(server, new RegExp(`${SEALED}.*${AWAY}`));
    expect(server.output()).not.toContain('http:');
    await own().control.start('mongodb');
    await tells(server, new RegExp(`${SEALED}((?!${AWAY}).)*$`));
    await vault.unseal();
    const started = await server.listening();
    await expectReady(started);
    expect(await started.stop()).toBe(0);
  });

  it('begins anew if the store falls away in the middle of it, with writes in doubt [R149]', async () => {
    const left = new Set(['createIndexes users', 'insert key_rings', 'update node_leases', 'insert setup']);
    const wire = await wireTo(own().mongodbUrl, (command) => left.delete(command));
    try {
      const { env } = await productionSite({}, own());
      const started = await launch({ ...env, ...LONG, MONGODB_URL: wire.url }).listening();
      await expectReady(started);
      expect([...left]).toEqual([]);
      await started.stop();
    } finally {
      await wire.close();
    }
  });
});
