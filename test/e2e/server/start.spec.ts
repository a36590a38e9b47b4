import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VaultAdmin } from '#keyring-vault/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { keep } from '../support/people/secrets.js';
import { Api, PASSWORD, setUp } from '../support/processes/api.js';
import { embeddedSite, productionSite, type Site } from '../support/processes/pairs.js';
import { type Server, StartFailed, startServer } from '../support/processes/server.js';
import { documentsOf, treeOf } from '../support/traces/traces.js';

const PAIR = { MONGODB_URL: 'mongodb://127.0.0.1:1/', VAULT_ADDR: 'http://127.0.0.1:1' };

/** The lines on standard error of a start that exited with 1. */
async function failureOf(starting: Promise<Server>): Promise<string[]> {
  const failure = await starting.then(
    async (server) => {
      await server.kill();
      return new Error('the server started');
    },
    (error: unknown) => error,
  );
  if (!(failure instanceof StartFailed)) throw failure;
  expect(failure.exitCode).toBe(1);
  expect(failure.stdout).toBe('');
  const lines = failure.stderr.trimEnd().split('\n');
  for (const line of lines) {
    expect(line).toMatch(/^coffer: /);
    expect(line).not.toMatch(/unexpected|^\s+at |Error:/);
  }
  return lines.map((line) => line.slice('coffer: '.length));
}

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

/** The one line of a refused start of an embedded site. Expects that the start wrote nothing. */
function refusalsOf(site: () => Site) {
  /** Without the store's log: opening the store commits to it, which undoes what a crash left half-written. */
  const trees = () => {
    const { DATA_DIR = '', KEYRING_DIR = '' } = site().env;
    const ofData = Object.entries(treeOf(DATA_DIR)).filter(([path]) => !path.startsWith('/coffer.db-'));
    return { data: Object.fromEntries(ofData), keyring: treeOf(KEYRING_DIR) };
  };
  return async (words: RegExp, env?: Record<string, string>): Promise<void> => {
    const before = trees();
    const lines = await failureOf(site().start(env));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(words);
    expect(trees()).toEqual(before);
  };
}

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

  /** The store file is made before the keys are asked. Nothing is in it, and the keys stay as they are. */
  const refusesEmpty = async (words: RegExp): Promise<void> => {
    const before = treeOf(keyring);
    expect(await failureOf(site.start())).toEqual([expect.stringMatching(words)]);
    expect(treeOf(keyring)).toEqual(before);
  };

  beforeAll(async () => {
    site = await embeddedSite();
    data = site.env.DATA_DIR ?? '';
    keyring = site.env.KEYRING_DIR ?? '';
    const server = await site.start();
    await keep(await setUp(server), 'kept/one');
    expect(await server.stop()).toBe(0);
  });
  afterAll(() => site.clear());

  it('is refused if keys are missing, all or some, and creates none [R64]', async () => {
    for (const path of [keyring, join(keyring, 'master.key')]) {
      renameSync(path, `${data}-aside`);
      await refuses(/holds no master key/);
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

  it('is refused on an empty store beside the keys of another one, until an operator adopts the keys [R119]', async () => {
    renameSync(data, `${data}-aside`);
    await refusesEmpty(/store is empty.*DB_NAME.*coffer keyring adopt --new-store/);
    const adopted = await site.run(['keyring', 'adopt', '--new-store']);
    expect(adopted).toMatchObject({ code: 0, complained: [] });
    const server = await site.start();
    expect(server.setupToken).not.toBeNull();
    await server.stop();
    rmSync(data, { recursive: true });
    renameSync(`${data}-aside`, data);
    await refuses(/belongs to another store.*coffer keyring adopt/);
    expect((await site.run(['keyring', 'adopt'])).code).toBe(0);
  });

  it('is refused with the PEPPER of another store [R120]', async () => {
    await refuses(/^PEPPER is not the one/, { PEPPER: randomBytes(32).toString('base64') });
  });

  it('is refused if the roots of trust are missing or damaged, and creates none', async () => {
    const path = join(data, 'roots.json');
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

  it('is refused on another database beside the keys of the first one [R119]', async () => {
    const first = await productionSite();
    await (await first.start()).stop();
    const DB_NAME = `${first.env.DB_NAME}_mistyped`;
    const empty = /store is empty.*DB_NAME.*coffer keyring adopt --new-store/;
    expect(await failureOf(first.start({ DB_NAME }))).toEqual([expect.stringMatching(empty)]);
    expect((await first.run(['keyring', 'adopt', '--new-store'])).code).toBe(0);
    await (await first.start({ DB_NAME })).stop();
    expect(await failureOf(first.start())).toEqual([expect.stringMatching(/belongs to another store/)]);
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
