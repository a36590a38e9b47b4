import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { loadConfig } from '#config';
import { startScreen } from './start-screen.js';

const secret = () => randomBytes(32).toString('base64');
const PRODUCTION = {
  MONGODB_URL: 'mongodb://localhost',
  VAULT_ADDR: 'https://localhost:8200',
  VAULT_TOKEN: 'a-token',
  JWT_SECRET: secret(),
  PEPPER: secret(),
};
const SMTP = {
  SMTP_SERVER: 'mail.example.org',
  SMTP_USERNAME: 'canary-name',
  SMTP_PASSWORD: 'canary-password',
  EMAIL_FROM: 'coffer@example.org',
};

/** The text of the row `Mail`. */
function mailRow(env: Record<string, string>): string {
  const screen = startScreen(loadConfig(env), { address: 'http://127.0.0.1:8000', setupToken: null });
  const rows = screen.split('\n').filter((line) => line.startsWith('  Mail '));
  expect(rows).toHaveLength(1);
  return rows[0]?.slice('  Mail'.length).trim() ?? '';
}

describe('the start-up screen of one node of several', () => {
  const rows = (env: Record<string, string>) =>
    startScreen(loadConfig(env), { address: 'a', setupToken: null })
      .split('\n')
      .filter((line) => line.startsWith('  Node '));

  it('shows where the others reach it', () => {
    expect(rows({ ...PRODUCTION, NODE_ADDRESS: '10.0.0.5:8009' })).toEqual([
      '  Node      10.0.0.5:8009 (NODE_ADDRESS, for the other nodes)',
    ]);
    expect(rows({ ...PRODUCTION })).toEqual([]);
  });
});

describe('the mail row of the start-up screen', () => {
  it('never shows the name and the password of the mail server', () => {
    expect(mailRow(SMTP)).toBe('through mail.example.org:587');
    expect(startScreen(loadConfig(SMTP), { address: 'a', setupToken: null })).not.toContain('canary');
  });

  it('says that no mail is sent, in production without SMTP_SERVER', () => {
    expect(mailRow(PRODUCTION)).toBe('none is sent (no SMTP_SERVER)');
    expect(mailRow({ ...PRODUCTION, ...SMTP })).toContain('mail.example.org');
  });

  it('shows the whole path of the outbox, embedded without SMTP_SERVER', () => {
    expect(mailRow({ DATA_DIR: 'data' })).toBe(`${resolve('data/outbox')} (no SMTP_SERVER: mails are files)`);
  });
});
