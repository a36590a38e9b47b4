import { randomBytes } from 'node:crypto';
import { loadConfig } from './load.js';

const PRODUCTION = {
  MONGODB_URL: 'mongodb://localhost:27017',
  VAULT_ADDR: 'https://localhost:8200',
  VAULT_TOKEN: 'a-token',
  JWT_SECRET: randomBytes(32).toString('base64'),
  PEPPER: randomBytes(32).toString('base64'),
};

describe('the configuration of a production pair', () => {
  it('warns that the audit of a production pair gets a name for ever that nobody chose', () => {
    const warned = (more: Record<string, string>) => loadConfig({ ...PRODUCTION, ...more }).warnings;
    expect(warned({})).toEqual([
      expect.stringMatching(/^PUBLIC_URL and AUDIT_ORIGIN are unset.* localhost\/coffer\/.* for ever/),
    ]);
    expect(warned({ PUBLIC_URL: 'https://coffer.example.org' })).toEqual([]);
    expect(warned({ AUDIT_ORIGIN: 'coffer.example.org/audit' })).toEqual([]);
    expect(warned({ AUDIT_CHECKPOINT_EVERY: 'off' })).toEqual([]);
    expect(loadConfig({}).warnings).toEqual([]);
  });
});
