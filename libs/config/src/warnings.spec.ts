import { loadConfig } from './load.js';
import { PRODUCTION_PAIR } from './testing/index.js';

describe('the configuration of a production pair', () => {
  it('warns that the audit of a production pair gets a name for ever that nobody chose', () => {
    const warned = (more: Record<string, string>) => loadConfig({ ...PRODUCTION_PAIR, ...more }).warnings;
    expect(warned({})).toEqual([
      expect.stringMatching(/^PUBLIC_URL and AUDIT_ORIGIN are unset.* localhost\/coffer\/.* for ever/),
    ]);
    expect(warned({ PUBLIC_URL: 'https://coffer.example.org' })).toEqual([]);
    expect(warned({ AUDIT_ORIGIN: 'coffer.example.org/audit' })).toEqual([]);
    expect(warned({ AUDIT_CHECKPOINT_EVERY: 'off' })).toEqual([]);
    expect(loadConfig({}).warnings).toEqual([]);
  });
});
