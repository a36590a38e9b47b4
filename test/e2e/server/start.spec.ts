import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { VaultAdmin } from '#keyring-vault/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { keep } from '../support/people/secrets.js';
import { Api, PASSWORD, setUp } from '../support/processes/api.js';
import { embeddedSite, productionSite, type Site } from '../support/processes/pairs.js';
import { failureOf, refusalsOf } from '../support/processes/refusals.js';
import { usedSite } from '../support/processes/used-site.js';
import { documentsOf, treeOf } from '../support/traces/traces.js';

/** A start waits for an engine that is away. Nothing else is waited for. */
const AT_ONCE = { START_WAIT: '0s' };

describe('a start of the embedded engines on an empty place', () => {
  let site: Site;
  const refuses = refusalsOf(() => site);

  beforeEach(async () => {
    site = await embeddedSite();
  });
  afterEach(() => site.clear());

  it('is refused if the port is taken, before anything is written', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await refuses(/^PORT \d+ on 127\.0\.0\.1 is taken/, { PORT: String(port) });
    expect(existsSync(site.env.DATA_DIR ?? '')).toBe(false);
    expect(existsSync(site.env.KEYRING_DIR ?? '')).toBe(false);
    other.close();
  });

  it('is refused beside a process on the same data, which keeps running; each start before setup shows the same token', async () => {
    const first = await site.start();
    expect(readFileSync(join(site.env.DATA_DIR ?? '', 'setup-token'), 'utf8').trim()).toBe(first.setupToken);
    await first.stop();
    const second = await site.start();
    expect(second.setupToken).toBe(first.setupToken);
    const lines = await failureOf(site.start());
    expect(lines).toEqual([expect.stringMatching(/another process/)]);
    expect((await keep(await setUp(second), 'kept/beside')).status).toBe(201);
  });

  it('is refused in a place where no folder of keys can be made, by the name of the variable', async () => {
    const [line, ...more] = await failureOf(site.start({ KEYRING_DIR: '/proc/canary' }));
    expect({ line, more }).toEqual({ line: expect.stringMatching(/^KEYRING_DIR cannot be used: ENOENT/), more: [] });
  });

  // Only the superuser can start a server as somebody else.
  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('is refused in folders of another account, by the names of both variables', async () => {
    const folders = [site.env.DATA_DIR ?? '', site.env.KEYRING_DIR ?? ''];
    for (const folder of folders) mkdirSync(folder, { mode: 0o700 });
    chmodSync(dirname(folders[0] ?? ''), 0o711);
    const stranger = `process.setgid(65534); process.setuid(65534);`;
    const preload = join(dirname(folders[0] ?? ''), 'stranger.cjs');
    writeFileSync(preload, stranger, { mode: 0o644 });
    const lines = await failureOf(site.start({ NODE_OPTIONS: `--require=${preload}` }));
    expect(lines).toEqual([
      expect.stringMatching(/^DATA_DIR cannot be used by the account of the server \(EACCES\)$/),
      expect.stringMatching(/^KEYRING_DIR cannot be used by the account of the server \(EACCES\)$/),
    ]);
  });

  it('is refused without the passphrase of the keyring, and with a wrong one', async () => {
    const KEYRING_PASSPHRASE = 'a passphrase of some length';
    await (await site.start({ KEYRING_PASSPHRASE })).stop();
    await refuses(/^KEYRING_PASSPHRASE is missing/);
    await refuses(/^KEYRING_PASSPHRASE does not open/, { KEYRING_PASSPHRASE: `${KEYRING_PASSPHRASE}!` });
    await setUp(await site.start({ KEYRING_PASSPHRASE }));
  });
});

describe('a start of the embedded engines on existing data', () => {
  let site: Site;
  let data: string;
  let keyring: string;
  const refuses = refusalsOf(() => site);

  beforeAll(async () => {
    ({ site, data, keyring } = await usedSite());
  });
  afterAll(() => site.clear());

  it('is refused if keys are missing, all or some, and creates none [R64]', async () => {
    for (const [path, words] of [
      [keyring, /roots\.json is not in KEYRING_DIR/],
      [join(keyring, 'master.key'), /holds no master key/],
    ] as const) {
      renameSync(path, `${data}-aside`);
      await refuses(words);
      expect(existsSync(path)).toBe(false);
      renameSync(`${data}-aside`, path);
    }
  });

  it('is refused if the keys are damaged or belong to another store [R64]', async () => {
    const path = join(keyring, 'master.key');
    const master = readFileSync(path, 'utf8');
    writeFileSync(path, master.slice(0, 40));
    await refuses(/master\.key is damaged/);
    const file = JSON.parse(master);
    file.keys[0].key = Buffer.alloc(32, 7).toString('base64');
    writeFileSync(path, JSON.stringify(file));
    await refuses(/not the one that this store was made with/);
    writeFileSync(path, master);
  });

  it('is refused if the roots of trust are missing or damaged, and creates none', async () => {
    const path = join(keyring, 'roots.json');
    const roots = readFileSync(path);
    rmSync(path);
    await refuses(/roots\.json is not/);
    writeFileSync(path, '{"jwt_secret":"x"}', { mode: 0o600 });
    await refuses(/roots\.json cannot be read/);
    writeFileSync(path, roots);
  });

  it('is refused if other accounts of the machine can read its data or keys', async () => {
    for (const [folder, name] of [
      [data, 'DATA_DIR'],
      [keyring, 'KEYRING_DIR'],
    ] as const) {
      chmodSync(folder, 0o755);
      await refuses(new RegExp(`^${name}`));
      chmodSync(folder, 0o700);
    }
  });

  it('works once everything is in place, and its files are readable only by its own account', async () => {
    const server = await site.start();
    expect(server.setupToken).toBeNull();
    const admin = await (await Api.of(server)).login('root_admin', PASSWORD);
    const { id } = (await admin.get('/secrets/by-path?path=kept/one')).body;
    expect((await admin.get(`/secrets/${id}/reveal`)).body.value).toBe('value of kept/one');
    const modes = Object.values({ ...treeOf(data), ...treeOf(keyring) }).map((entry) => entry.split(' ')[0]);
    expect([...new Set(modes)]).toEqual(['100600']);
    expect(Object.keys(treeOf(data))).not.toContain('/setup-token');
  });
});

describeWithEngines('a start of the production engines', (engines) => {
  let site: Site;

  beforeAll(async () => {
    site = await productionSite();
  });
  afterAll(() => site.clear());

  /** Without the write checks of the store, which come before the check of the keys. */
  const contents = async () => {
    const documents = await documentsOf(engines.mongodbUrl, site.env.DB_NAME ?? '');
    documents.delete('engine_checks');
    return documents;
  };

  it('is refused in one line that names the setting that is wrong, or the engine that is away', async () => {
    const { mongodbUrl, vaultAddr } = engines;
    const { host } = new URL(mongodbUrl);
    const with_ = (more: string) => `${mongodbUrl}${mongodbUrl.includes('?') ? '&' : '?'}${more}`;
    const cases: [Record<string, string>, RegExp][] = [
      [{ VAULT_ADDR: 'http://127.0.0.1:1', ...AT_ONCE }, /^VAULT_ADDR: Vault does not answer there \(ECONNREFUSED\)/],
      [{ VAULT_ADDR: vaultAddr.replace('http:', 'https:') }, /^VAULT_ADDR: .* TLS/],
      [{ VAULT_NAMESPACE: 'team' }, /^VAULT_NAMESPACE: Vault has no such namespace/],
      [{ VAULT_SECRET_ID: 'wrong' }, /^VAULT_ROLE_ID and VAULT_SECRET_ID were refused/],
      [{ VAULT_KV_MOUNT: 'none' }, /^VAULT_KV_MOUNT: Vault has no mount none/],
      [{ VAULT_KV_MOUNT: `${site.env.VAULT_KV_MOUNT}/data` }, /^VAULT_KV_MOUNT: /],
      [
        { MONGODB_URL: 'mongodb://127.0.0.1:1/', ...AT_ONCE },
        /^MONGODB_URL: MongoDB does not answer there \(ECONNREFUSED\)/,
      ],
      [{ MONGODB_URL: `mongodb://app:wr%40ng@${host}/` }, /^MONGODB_URL: the server refused the name or the password/],
      [{ MONGODB_URL: with_('notAnOption=1') }, /^MONGODB_URL is no connection string .* notanoption/],
      [{ MONGODB_URL: with_('replicaSet=none') }, /^MONGODB_URL: .*replicaSet/],
      [{ MONGODB_URL: with_('tls=true'), ...AT_ONCE }, /^MONGODB_URL: /],
    ];
    for (const [env, words] of cases) expect(await failureOf(site.start(env))).toEqual([expect.stringMatching(words)]);
    expect(await contents()).toEqual(new Map());
  });

  it('is refused if the store exists and its keys are missing, and creates none [R64]', async () => {
    const server = await site.start();
    await keep(await setUp(server), 'kept/one');
    await server.stop();
    const other = await productionSite();
    const { VAULT_KV_MOUNT, VAULT_TRANSIT_MOUNT, VAULT_ROLE_ID, VAULT_SECRET_ID } = other.env;
    const elsewhere = { VAULT_KV_MOUNT, VAULT_TRANSIT_MOUNT, VAULT_ROLE_ID, VAULT_SECRET_ID } as Record<string, string>;
    const before = await contents();
    const lines = await failureOf(site.start(elsewhere));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/holds no master key/);
    expect(await contents()).toEqual(before);
    const vault = new VaultAdmin(engines);
    expect((await vault.request('LIST', `${VAULT_TRANSIT_MOUNT}/keys`)).status).toBe(404);
    expect((await vault.request('LIST', `${VAULT_KV_MOUNT}/metadata/`)).status).toBe(404);
  });
});
