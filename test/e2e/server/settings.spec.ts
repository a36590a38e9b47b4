import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api, PASSWORD } from '../support/processes/api.js';
import { failureOf } from '../support/processes/refusals.js';
import { startServer } from '../support/processes/server.js';
import { treeOf } from '../support/traces/traces.js';

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
      ...['MONGODB_URL', 'VAULT_ADDR', 'VAULT_MASTER_KEY', 'VAULT_ROLE_ID'],
    ],
    [
      'half an engine pair, half a certificate, and keys inside the data',
      { MONGODB_URL: PAIR.MONGODB_URL, TLS_CERT_FILE: 'package.json', KEYRING_DIR: join(folder, 'data/keyring') },
      ...['VAULT_ADDR', 'TLS_KEY_FILE', 'KEYRING_DIR'],
    ],
    ['the other half', { VAULT_ADDR: PAIR.VAULT_ADDR, TLS_KEY_FILE: 'package.json' }, 'MONGODB_URL', 'TLS_CERT_FILE'],
    [
      'a pair without roots of trust and without a login',
      { ...PAIR, VAULT_ROLE_ID: 'x' },
      ...['JWT_SECRET', 'PEPPER', 'VAULT_SECRET_ID'],
    ],
    ['an address that is not here', { HOST: '203.0.113.1', PORT: '8123' }, 'HOST'],
    [
      'files that are not there, next to other problems',
      { TLS_CERT_FILE: 'x.pem', TLS_KEY_FILE: 'y.pem', BREACH_LIST_FILE: 'docs', PORT: 'x', SMTP_CA_FILE: 'canary' },
      ...['TLS_CERT_FILE', 'TLS_KEY_FILE', 'BREACH_LIST_FILE', 'PORT', 'SMTP_SERVER', 'SMTP_CA_FILE'],
    ],
    ['folders in a place where none can be made', { DATA_DIR: '/proc/canary/data' }, 'DATA_DIR'],
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

describe('a start with a file `.env`', () => {
  const top = mkdtempSync(join(tmpdir(), 'coffer-dotenv-'));
  const main = join(process.cwd(), 'dist/apps/api/src/main.js');
  afterAll(() => rmSync(top, { recursive: true }));

  /** Of a server whose working folder holds this file. */
  const started = (contents: string | Buffer, env: Record<string, string> = {}) => {
    const CWD = mkdtempSync(join(top, 'site-'));
    writeFileSync(join(CWD, '.env'), contents);
    return startServer({ CWD, STORE_RESERVE_MIB: '0', ...env }, main);
  };

  it.each([
    ['saved with a byte order mark and CRLF', '\uFEFFREGISTRATION=closed\r\nLOG_LEVEL=warn\r\n', {}],
    ['beside an empty variable of the environment', 'REGISTRATION=closed', { REGISTRATION: '' }],
  ])('counts, %s [R107]', async (_, contents, env) => {
    const server = await started(contents, env);
    const answer = await (await Api.of(server)).post('/auth/register', {
      ...{ username: 'mallory', email: 'mallory@example.org', password: PASSWORD },
    });
    await server.stop();
    expect({ status: answer.status, code: answer.body.code }).toMatchObject({
      status: 403,
      code: 'registration_closed',
    });
  });

  it('is refused by lines that name it or its variables, together with all other problems', async () => {
    const utf16 = Buffer.from('\uFEFFREGISTRATION=closed\n', 'utf16le');
    expect(await failureOf(started(utf16, { PORT: 'x' }))).toEqual([
      expect.stringMatching(/^\.env is not in UTF-8/),
      expect.stringMatching(/^PORT must be/),
    ]);
    const lines = await failureOf(
      started('KEYRING_PASSPHRASE=Correct#canary-of-secrets\nMAX_FAILED_LOGINS=x\nREGISTRATION closed'),
    );
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['KEYRING_PASSPHRASE', '.env:', 'MAX_FAILED_LOGINS']);
    expect(lines.join()).not.toContain('canary');
  });

  it('is refused as a folder', async () => {
    const CWD = mkdtempSync(join(top, 'site-'));
    mkdirSync(join(CWD, '.env'));
    expect(await failureOf(startServer({ CWD }, main))).toEqual([expect.stringMatching(/^\.env is a folder/)]);
  });
});
