import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VaultAdmin } from '#keyring-vault/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { keep } from '../support/people/secrets.js';
import { Api, PASSWORD, setUp } from '../support/processes/api.js';
import { embeddedSite, productionSite, type Site } from '../support/processes/pairs.js';
import { failureOf, refusalsOf } from '../support/processes/refusals.js';
import { startServer } from '../support/processes/server.js';
import { usedSite } from '../support/processes/used-site.js';
import { documentsOf, treeOf } from '../support/traces/traces.js';

const PAIR = { MONGODB_URL: 'mongodb://127.0.0.1:1/', VAULT_ADDR: 'http://127.0.0.1:1' };

describe('a start with an invalid setting', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-start-'));
  const places = { DATA_DIR: join(folder, 'data'), KEYRING_DIR: join(folder, 'keyring'), CWD: process.cwd() };
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Each value is wrong in another way. The names are the ones that the lines must name. */
  const cases: [string, Record<string, string>, ...string[]][] = [
    [
      'values that are malformed, too weak or publicly known [R28]',
      {
        PORT: '80000',
        LOG_LEVEL: 'loud',
        API_DOCS: 'maybe',
        TRUSTED_PROXIES: '10.0.0.0/40',
        ACCESS_TOKEN_EXPIRES_IN: '15',
        ARGON2_MEMORY_KIB: '1024',
        SECRET_VERSIONS_KEPT: '0',
        SETUP_TOKEN: 'canary',
        JWT_SECRET: 'canary'.repeat(8),
        JWT_SECRET_PREVIOUS: 'a-string-secret-at-least-256-bits-long',
        PEPPER: 'change-me-canary-0123456789-abcdefghijkl',
        KEYRING_PASSPHRASE: 'canary',
        MONGODB_URL: 'postgres://canary@localhost/',
        VAULT_ADDR: 'canary',
        VAULT_MASTER_KEY: 'file',
      },
      ...['PORT', 'LOG_LEVEL', 'API_DOCS', 'TRUSTED_PROXIES', 'ACCESS_TOKEN_EXPIRES_IN', 'ARGON2_MEMORY_KIB'],
      ...['SECRET_VERSIONS_KEPT', 'SETUP_TOKEN', 'JWT_SECRET', 'JWT_SECRET_PREVIOUS', 'PEPPER', 'KEYRING_PASSPHRASE'],
      ...['MONGODB_URL', 'VAULT_ADDR', 'VAULT_MASTER_KEY'],
    ],
    [
      'half an engine pair, half a certificate, and keys inside the data',
      { MONGODB_URL: PAIR.MONGODB_URL, TLS_CERT_FILE: 'x.pem', KEYRING_DIR: join(folder, 'data/keyring') },
      ...['VAULT_ADDR', 'TLS_KEY_FILE', 'KEYRING_DIR'],
    ],
    ['the other half', { VAULT_ADDR: PAIR.VAULT_ADDR, TLS_KEY_FILE: 'x.pem' }, 'MONGODB_URL', 'TLS_CERT_FILE'],
    [
      'a pair without roots of trust and without a login',
      { ...PAIR, VAULT_ROLE_ID: 'x' },
      ...['JWT_SECRET', 'PEPPER', 'VAULT_ROLE_ID'],
    ],
    ['an address that is not here', { HOST: '203.0.113.1', PORT: '8123' }, 'HOST'],
    ['a certificate that is not there', { TLS_CERT_FILE: 'x.pem', TLS_KEY_FILE: 'y.pem' }, 'TLS_CERT_FILE'],
    ['a certificate that is none', { TLS_CERT_FILE: 'package.json', TLS_KEY_FILE: 'package.json' }, 'TLS_CERT_FILE'],
  ];

  it.each(cases)(
    'prints one line for each setting, without its value, and writes nothing: %s',
    async (_, env, ...names) => {
      const lines = await failureOf(startServer({ ...places, ...env }));
      expect(lines.map((line) => line.split(' ', 1)[0]).sort()).toEqual(names.sort());
      expect(lines.join()).not.toContain('canary');
      expect(treeOf(folder)).toEqual({});
    },
  );
});

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

  it('is refused beside a process on the same data, which keeps running; each start before setup makes a new token', async () => {
    const first = await site.start();
    expect(readFileSync(join(site.env.DATA_DIR ?? '', 'setup-token'), 'utf8').trim()).toBe(first.setupToken);
    await first.stop();
    const second = await site.start();
    expect(second.setupToken).not.toBe(first.setupToken);
    const lines = await failureOf(site.start());
    expect(lines).toEqual([expect.stringMatching(/another process/)]);
    expect((await keep(await setUp(second), 'kept/beside')).status).toBe(201);
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

  it('is refused in one line if an engine cannot be reached or refuses the login', async () => {
    const nowhere = 'http://127.0.0.1:1';
    expect(await failureOf(site.start({ VAULT_ADDR: nowhere }))).toHaveLength(1);
    expect(await failureOf(site.start({ VAULT_SECRET_ID: 'wrong' }))).toHaveLength(1);
    expect(await failureOf(site.start({ VAULT_KV_MOUNT: 'none' }))).toHaveLength(1);
    expect(await failureOf(site.start({ MONGODB_URL: 'mongodb://127.0.0.1:1/' }))).toHaveLength(1);
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
