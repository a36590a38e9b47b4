import { readFileSync } from 'node:fs';
import type { Config } from './config.js';
import { ENVIRONMENT } from './environment.js';
import { ConfigError, loadConfig } from './load.js';
import { PRODUCTION_PAIR } from './testing/index.js';

const STRONG = PRODUCTION_PAIR.JWT_SECRET;
const PRODUCTION = { ...PRODUCTION_PAIR, PUBLIC_URL: 'https://coffer.example.org' };

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the configuration', () => {
  it.each([
    ['PORT', '80a'],
    ['PORT', '70000'],
    ['LOG_LEVEL', 'loud'],
    ['API_DOCS', 'yes'],
    ['ACCESS_TOKEN_EXPIRES_IN', '1y'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '0.0.0.0/0'],
    ['TRUSTED_PROXIES', '10.0.0.1,::/0'],
    ['TRUSTED_PROXIES', '0.0.0.0/1,128.0.0.0/1'],
    ['TRUSTED_PROXIES', '2000::/3'],
    ['TRUSTED_PROXIES', '::ffff:0.0.0.0/96'],
    ['TRUSTED_PROXIES', '::ffff:10.0.0.0/103'],
    ['JWT_SECRET', 'super-secret-jwt-token-with-at-least-32-characters-long'],
    ['JWT_SECRET_PREVIOUS', 'super-secret-jwt-token-with-at-least-32-characters-long'],
    ['PEPPER', 'abcdefghijklmnopqrstuvwxyz0123456789'],
    ['SETUP_TOKEN', 'this-is-a-very-long-setup-token-for-production'],
    ['PASSWORD_REQUIRED_CLASSES', 'upper,emoji'],
    ['ARGON2_MEMORY_KIB', '1024'],
    ['SECRET_VERSIONS_KEPT', '777'],
    ['SETUP_TOKEN', 'short'],
    ['VAULT_MASTER_KEY', 'hsm'],
    ['MONGODB_URL', 'postgres://localhost'],
    ['REGISTRATION', 'maybe'],
    ['MAX_FAILED_LOGINS', '777'],
    ['LOCKOUT_MINUTES', '15m'],
    ['MFA_EMAIL_COUNTS', 'on'],
    ['SMTP_PORT', '77777'],
    ['SMTP_SERVER', 'smtp://mail.example.org'],
    ['SMTP_SERVER', 'mail.example.org:587'],
    ['SMTP_SERVER', 'mail.example.org/path'],
    ['EMAIL_FROM', 'Vault'],
    ['EMAIL_FROM', 'Vault <vault@example.org'],
    ['EMAIL_FROM', 'vault@example.org>'],
    ['EMAIL_FROM', 'vault@example.org\r\nBcc: mallory@example.org'],
    ['EMAIL_FROM', 'Vault\r\nBcc: mallory@example.org <vault@example.org>'],
    ['EMAIL_FROM', 'a@example.org, b@example.org'],
    ['IMPORT_PEPPER', 'x'.repeat(1_025)],
  ])('refuses %s=%s in one line that names the variable and never shows the value', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
    expect(problems[0]).not.toContain(value);
  });

  it.each([
    ['short', 'abc'],
    ['a placeholder', 'change-me-change-me-change-me-change-me'],
    ['one letter', 'a'.repeat(64)],
    ['a word said again and again', 'canary'.repeat(8).slice(0, 45)],
    ['printed in every JWT tutorial', 'a-string-secret-at-least-256-bits-long'],
  ])('refuses a JWT key that is %s [R28]', (_, JWT_SECRET) => {
    expect(problemsOf({ ...PRODUCTION, JWT_SECRET })[0]).toMatch(/^JWT_SECRET /);
  });

  it('says how to make a secret, in the line that refuses one [R28]', () => {
    for (const SETUP_TOKEN of ['short', 'a'.repeat(40)]) {
      expect(problemsOf({ SETUP_TOKEN })[0]).toMatch(/openssl rand -base64 48$/);
    }
  });

  it.each([
    ['PEPPER', 'JWT_SECRET'],
    ['SETUP_TOKEN', 'JWT_SECRET'],
    ['JWT_SECRET_PREVIOUS', 'JWT_SECRET'],
    ['SETUP_TOKEN', 'PEPPER'],
  ])('refuses %s that equals %s, by both names', (one, other) => {
    const problems = problemsOf({ [one]: STRONG, [other]: STRONG });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${one} must differ from ${other}`);
    expect(problems[0]).not.toContain(STRONG);
  });

  it.each([
    ['REGISTRATON', 'REGISTRATION'],
    ['TRUSTED_PROXYS', 'TRUSTED_PROXIES'],
    ['JWT_SECERT', 'JWT_SECRET'],
    ['MONGODB_URI', 'MONGODB_URL'],
    ['jwt_secret', 'JWT_SECRET'],
    ['SMTPSERVER', 'SMTP_SERVER'],
    ['SMTP_HOST', 'SMTP_SERVER'],
    ['SMTP_USER', 'SMTP_USERNAME'],
    ['SMTP_PASS', 'SMTP_PASSWORD'],
    ['SMTP_FROM', 'EMAIL_FROM'],
    ['MAIL_FROM', 'EMAIL_FROM'],
    ['TLS_CERT', 'TLS_CERT_FILE'],
    ['TLS_KEY', 'TLS_KEY_FILE'],
    ['TLS_CERTIFICATE_PATH', 'TLS_CERT_FILE'],
    ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
    ['MONGO_URI', 'MONGODB_URL'],
    ['VAULT_ADDRESS', 'VAULT_ADDR'],
    ['DATA_PATH', 'DATA_DIR'],
    ['JWT_SECRET_FILE', 'JWT_SECRET'],
    ['COFFER_PORT', 'PORT'],
    ['COFFER_REGISTRATON', 'REGISTRATION'],
  ])('warns of %s and names %s [R107]', (name, meant) => {
    const { warnings } = loadConfig({ [name]: 'canary' });
    expect(warnings).toEqual([`${name} is no variable of Coffer: is ${meant} meant?`]);
  });

  it('warns of a name that can only be meant for Coffer, also if none of ours is close', () => {
    const { warnings } = loadConfig({ COFFER_COLOUR: 'canary' });
    expect(warnings).toEqual(['COFFER_COLOUR is no variable of Coffer: see .env.example']);
  });

  it('names a misspelt variable beside the problems that it may cause', () => {
    const { MONGODB_URL, ...rest } = PRODUCTION;
    const problems = problemsOf({ ...rest, MONGODB_URI: MONGODB_URL });
    expect(problems[0]).toMatch(/^MONGODB_URL is missing/);
    expect(problems.at(-1)).toMatch(/^MONGODB_URI is no variable of Coffer: is MONGODB_URL meant/);
  });

  it('warns of no variable of other programs, and of none that is right or empty', () => {
    const others =
      'PATH HOME HOSTNAME PORTS POSTS LANG SHELL NODE_OPTIONS NODE_ENV VAULT_SKIP_VERIFY DATABASE_URL SSL_CERT_FILE SSL_CERT_DIR ' +
      'SSL_KEY_FILE VAULT_CACERT COFFER_URL LOG_DIR DB_HOST SMTP_PORT_25_TCP_ADDR SECRET_KEY';
    const foreign = Object.fromEntries(others.split(' ').map((name) => [name, 'x']));
    expect(loadConfig({ ...foreign, ...PRODUCTION, REGISTRATON: '' }).warnings).toEqual([]);
  });

  it('warns of a Vault without TLS on another machine, and not of one on this machine', () => {
    const warningsAt = (VAULT_ADDR: string) => loadConfig({ ...PRODUCTION, VAULT_ADDR }).warnings;
    expect(warningsAt('http://vault.example.org:8200')[0]).toMatch(/^VAULT_ADDR is http:/);
    for (const addr of ['http://127.0.0.1:8200', 'http://[::1]:8200', 'http://localhost:8200', 'https://vault:8200']) {
      expect(warningsAt(addr)).toEqual([]);
    }
  });

  it('warns of each thing that is only safe while no other machine reaches the server', () => {
    const warned = (env: Record<string, string>) => loadConfig(env).warnings.map((line) => line.split(' ')[0]);
    const mail = { SMTP_SERVER: 'mail.example.org', EMAIL_FROM: 'coffer@example.org' };
    expect(warned({ HOST: '0.0.0.0' })).toEqual(['HOST', 'REGISTRATION', 'SMTP_SERVER']);
    expect(warned({ HOST: '::', ...mail })).toEqual(['HOST', 'REGISTRATION']);
    expect(warned({ HOST: '0.0.0.0', ...mail, REGISTRATION: 'closed' })).toEqual(['HOST']);
    expect(warned({ HOST: '0.0.0.0', ...mail, REGISTRATION: 'open' })).toEqual(['HOST']);
    expect(warned({ HOST: '0.0.0.0', ...mail, TRUSTED_PROXIES: '10.0.0.1' })).toEqual(['REGISTRATION']);
    expect(warned({ HOST: '0.0.0.0', ...mail, TLS_CERT_FILE: 'c', TLS_KEY_FILE: 'k' })).toEqual(['REGISTRATION']);
    expect(warned({ HOST: '0.0.0.0', ...PRODUCTION })).toEqual(['HOST']);
    for (const HOST of ['127.0.0.1', '::1', 'localhost', '127.1.2.3']) expect(warned({ HOST })).toEqual([]);
  });

  it('refuses half a pair of engines', () => {
    expect(problemsOf({ MONGODB_URL: PRODUCTION.MONGODB_URL })[0]).toMatch(/^VAULT_ADDR is missing/);
    expect(problemsOf({ VAULT_ADDR: PRODUCTION.VAULT_ADDR })[0]).toMatch(/^MONGODB_URL is missing/);
  });

  it('refuses production without roots of trust: each node would make its own', () => {
    const { JWT_SECRET: _, PEPPER: __, ...rest } = PRODUCTION;
    expect(problemsOf(rest)).toHaveLength(2);
  });

  it('refuses half a TLS pair, and keys kept inside the data', () => {
    expect(problemsOf({ TLS_CERT_FILE: 'cert.pem' })[0]).toMatch(/^TLS_KEY_FILE is missing/);
    expect(problemsOf({ DATA_DIR: './data', KEYRING_DIR: './data/keys' })[0]).toMatch(/^KEYRING_DIR must not/);
  });

  it('refuses half a mail login, a mail server without a sender, and mail settings without a server', () => {
    const SMTP = { SMTP_SERVER: 'mail.example.org', EMAIL_FROM: 'Coffer <coffer@example.org>' };
    expect(problemsOf(SMTP)).toEqual([]);
    expect(problemsOf({ SMTP_SERVER: SMTP.SMTP_SERVER })[0]).toMatch(/^EMAIL_FROM is missing/);
    expect(problemsOf({ SMTP_CA_FILE: 'ca.pem' })[0]).toMatch(/^SMTP_SERVER is missing/);
    expect(problemsOf({ ...SMTP, SMTP_USERNAME: 'coffer' })[0]).toMatch(/^SMTP_PASSWORD is missing/);
    expect(problemsOf({ ...SMTP, SMTP_PASSWORD: 'canary' })[0]).toMatch(/^SMTP_USERNAME is missing/);
  });

  it('refuses a token of the stream without a receiver, and a receiver that others can read along with', () => {
    const AUDIT_STREAM_TOKEN = 'canary-token';
    expect(problemsOf({ AUDIT_STREAM_TOKEN })[0]).toMatch(/^AUDIT_STREAM must be the address/);
    expect(problemsOf({ AUDIT_STREAM_TOKEN, AUDIT_STREAM: 'stdout' })[0]).toMatch(/^AUDIT_STREAM must be the address/);
    expect(problemsOf({ AUDIT_STREAM: 'http://siem.example.org/in' })[0]).toMatch(/^AUDIT_STREAM must be stdout/);
    expect(problemsOf({ AUDIT_STREAM: 'https://a:canary@siem.example.org/' })[0]).toMatch(/without a fragment/);
    expect(problemsOf({ AUDIT_STREAM_TOKEN: 'two canaries' }).join()).not.toContain('canaries');
    for (const AUDIT_STREAM of ['https://siem.example.org/in?x=1', 'http://127.0.0.1:9000/'])
      expect(loadConfig({ AUDIT_STREAM, AUDIT_STREAM_TOKEN }).audit.stream).toMatchObject({
        token: AUDIT_STREAM_TOKEN,
      });
  });

  it('takes a token or a whole AppRole for Vault, and not both', () => {
    const { VAULT_TOKEN, ...pair } = PRODUCTION;
    const [id, secret] = [{ VAULT_ROLE_ID: 'canary' }, { VAULT_SECRET_ID: 'canary' }];
    const logins = [{ ...id, ...secret, VAULT_TOKEN }, { ...id, VAULT_TOKEN }, id, secret, { ...id, ...secret }];
    const told = logins.map((login) => problemsOf({ ...pair, ...login }).map((line) => line.split(/ if |: /)[0]));
    const half = ['VAULT_SECRET_ID is missing', 'VAULT_ROLE_ID is missing'];
    expect(told.map((lines) => lines.join())).toEqual([...Array(2).fill('VAULT_TOKEN must be unset'), ...half, '']);
  });

  it('reports every problem at once: of single values, of several together, and of names', () => {
    const problems = problemsOf({
      ...{ PORT: 'x', LOG_LEVEL: 'x', HOST: '', TLS_CERT_FILE: 'c', PEPPER_PREVIOUS: 'short' },
      ...{ SESSION_EXPIRES_IN: '1h', MONGODB_URL: 'postgres://x', VAULT_ADDR: 'x', JWT_SECRET: 'weak' },
      ...{ DATA_DIR: 'd', KEYRING_DIR: 'd/k', SMTP_HOST: 'mail' },
    });
    const names = problems.map((line) => line.split(' ')[0]).sort();
    expect(names).toEqual([
      ...['JWT_SECRET', 'LOG_LEVEL', 'MONGODB_URL', 'PEPPER', 'PEPPER_PREVIOUS', 'PEPPER_VERSION', 'PORT'],
      ...['SESSION_EXPIRES_IN', 'SMTP_HOST', 'TLS_KEY_FILE', 'VAULT_ADDR', 'VAULT_ROLE_ID'],
    ]);
  });

  it('compares no values while one of them is not valid', () => {
    const bad = { REFRESH_TOKEN_EXPIRES_IN: 'x', SESSION_EXPIRES_IN: '1h', PASSWORD_MIN_LENGTH: 'x' };
    expect(problemsOf(bad).map((line) => line.split(' ')[0])).toEqual([
      'REFRESH_TOKEN_EXPIRES_IN',
      'PASSWORD_MIN_LENGTH',
    ]);
  });

  it.each(Object.keys(ENVIRONMENT.shape))(
    'never takes %s with white space or quotes at its ends without a word',
    (name) => {
      for (const value of ['canary\n', 'canary\r\n', ' canary', '\tcanary', '"canary"', "'canary'"]) {
        const own = (lines: readonly string[]) => lines.filter((line) => line.startsWith(`${name} `));
        const mail = { SMTP_SERVER: 'mail.example.org', EMAIL_FROM: 'a@example.org', SMTP_USERNAME: 'a' };
        const given = { ...mail, SMTP_PASSWORD: 'a', PEPPER_VERSION: '2', [name]: value.replace('canary', STRONG) };
        const told = [
          ...own(problemsOf(given)),
          ...own(problemsOf(given).length > 0 ? [] : loadConfig(given).warnings),
        ];
        expect(told).toEqual([expect.stringMatching(/white space|quotes|must be|is missing|must have/)]);
        expect(told.join()).not.toContain(STRONG);
      }
    },
  );

  it('runs the embedded engines when nothing is set, and the production pair when both are', () => {
    const enginesOf = ({ store, keyring }: Config) => [store.kind, keyring.kind];
    expect(enginesOf(loadConfig({}))).toEqual(['sqlite', 'local']);
    expect(enginesOf(loadConfig(PRODUCTION))).toEqual(['mongodb', 'vault']);
    expect(loadConfig({ ACCESS_TOKEN_EXPIRES_IN: '2h' }).tokens.accessSeconds).toBe(7_200);
  });

  it('opens registration with the embedded store and closes it in production, by default', () => {
    const isOpen = (env: Record<string, string>) => loadConfig(env).identity.registrationOpen;
    expect([isOpen({}), isOpen({ REGISTRATION: 'closed' })]).toEqual([true, false]);
    expect([isOpen(PRODUCTION), isOpen({ ...PRODUCTION, REGISTRATION: 'open' })]).toEqual([false, true]);
  });

  it('locks after 5 failures for 15 minutes, and counts no e-mail code as a second factor, by default', () => {
    expect(loadConfig({}).identity).toMatchObject({ maxFailedLogins: 5, lockoutSeconds: 900, emailCountsAsMfa: false });
    const told = loadConfig({ MAX_FAILED_LOGINS: '3', LOCKOUT_MINUTES: '60', MFA_EMAIL_COUNTS: 'true' });
    expect(told.identity).toMatchObject({ maxFailedLogins: 3, lockoutSeconds: 3_600, emailCountsAsMfa: true });
  });

  it('sends mails to a folder of the data (embedded), to nowhere (production), or through the named server', () => {
    expect(loadConfig({ DATA_DIR: 'data' }).mail).toMatchObject({ kind: 'outbox', folder: 'data/outbox' });
    expect(loadConfig(PRODUCTION).mail).toEqual({ kind: 'none' });
    const smtp = { SMTP_SERVER: 'mail.example.org', EMAIL_FROM: 'Coffer <coffer@example.org>', SMTP_PORT: '465' };
    expect(loadConfig({ ...PRODUCTION, ...smtp }).mail).toEqual({
      kind: 'smtp',
      host: 'mail.example.org',
      port: 465,
      credentials: null,
      caFile: null,
      from: 'Coffer <coffer@example.org>',
    });
    const login = { SMTP_USERNAME: 'coffer', SMTP_PASSWORD: 'a password' };
    expect(loadConfig({ ...smtp, ...login }).mail).toMatchObject({
      credentials: { username: 'coffer', password: 'a password' },
    });
  });

  it('matches every alternative of a pattern with the whole text, and refuses what is no pattern without its anchors', () => {
    const { nationalIdPattern } = loadConfig({ NATIONAL_ID_PATTERN: '^[A-Z]{2}|\\d{4}$' }).sensitiveData;
    expect(['AB', '1234', 'ABx', 'x1234'].map((text) => nationalIdPattern.test(text))).toEqual([
      ...[true, true, false, false],
    ]);
    expect(() => loadConfig({ NATIONAL_ID_PATTERN: '^a\\$' })).toThrow('NATIONAL_ID_PATTERN');
  });

  it('has an example that lists every variable with its default, and no other', () => {
    const example = new Map(
      readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8')
        .split('\n')
        .filter((line) => /^[A-Z]/.test(line))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    expect([...example.keys()].sort()).toEqual(Object.keys(ENVIRONMENT.shape).sort());
    expect(loadConfig(Object.fromEntries(example))).toEqual(loadConfig({}));
  });
});
