import { readFileSync } from 'node:fs';
import { ENVIRONMENT } from './environment.js';
import { ConfigError, loadConfig } from './load.js';

const STRONG = 'Zm9vYmFyLXRoaXMtaXMtcmFuZG9tLTEyMzQ1Njc4OTA';
const PRODUCTION = {
  MONGODB_URL: 'mongodb://localhost:27017',
  VAULT_ADDR: 'https://localhost:8200',
  VAULT_TOKEN: 'a-token',
  JWT_SECRET: STRONG,
  PEPPER: STRONG,
};

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
    ['PASSWORD_REQUIRED_CLASSES', 'upper,emoji'],
    ['ARGON2_MEMORY_KIB', '1024'],
    ['SECRET_VERSIONS_KEPT', '777'],
    ['SETUP_TOKEN', 'short'],
    ['VAULT_MASTER_KEY', 'hsm'],
    ['MONGODB_URL', 'postgres://localhost'],
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

  it('refuses half an engine pair', () => {
    expect(problemsOf({ MONGODB_URL: PRODUCTION.MONGODB_URL })[0]).toMatch(/^VAULT_ADDR is missing/);
    expect(problemsOf({ VAULT_ADDR: PRODUCTION.VAULT_ADDR })[0]).toMatch(/^MONGODB_URL is missing/);
  });

  it('refuses a production that would make its own roots of trust on each node', () => {
    const { JWT_SECRET: _, PEPPER: __, ...rest } = PRODUCTION;
    expect(problemsOf(rest)).toHaveLength(2);
  });

  it('refuses half a TLS pair, and keys kept inside the data', () => {
    expect(problemsOf({ TLS_CERT_FILE: 'cert.pem' })[0]).toMatch(/^TLS_KEY_FILE is missing/);
    expect(problemsOf({ DATA_DIR: './data', KEYRING_DIR: './data/keys' })[0]).toMatch(/^KEYRING_DIR must not/);
  });

  it('tells every problem at once', () => {
    expect(problemsOf({ PORT: 'x', LOG_LEVEL: 'x', HOST: '' })).toHaveLength(2);
  });

  it('runs the embedded engines when nothing is set, and the production pair when both are', () => {
    expect(loadConfig({}).engines.kind).toBe('embedded');
    expect(loadConfig(PRODUCTION).engines.kind).toBe('production');
    expect(loadConfig({ ACCESS_TOKEN_EXPIRES_IN: '2h' }).tokens.accessSeconds).toBe(7_200);
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
