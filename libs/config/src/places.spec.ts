import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENT } from './environment.js';
import { placeProblems } from './places.js';

describe('the files and folders that variables name', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-places-'));
    writeFileSync(at('file'), 'x');
    mkdirSync(at('folder'));
    symlinkSync(at('loop'), at('loop'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function problems(env: Record<string, string>): string[] {
    const places = { DATA_DIR: at('data'), KEYRING_DIR: at('keyring') };
    return placeProblems(ENVIRONMENT.parse({ ...places, ...env }));
  }

  it('may be folders that are there, or whose parents are', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ DATA_DIR: at('folder'), KEYRING_DIR: at('a/b/c') })).toEqual([]);
  });

  it.each([
    'TLS_CERT_FILE',
    'TLS_KEY_FILE',
    'SMTP_CA_FILE',
    'MONGODB_CA_FILE',
    'VAULT_CA_FILE',
    'BREACH_LIST_FILE',
    'AUDIT_CA_FILE',
  ])('%s must be a file that can be read', (name) => {
    expect(problems({ [name]: at('file') })).toEqual([]);
    expect(problems({ [name]: at('folder') })).toEqual([`${name} is a folder, not a file`]);
    expect(problems({ [name]: at('none') })).toEqual([`${name} names a file that is not there (ENOENT)`]);
    expect(problems({ [name]: at('file/x') })[0]).toMatch(new RegExp(`^${name} goes through a file.*ENOTDIR`));
    expect(problems({ [name]: at('loop') })[0]).toMatch(new RegExp(`^${name} .*ELOOP`));
  });

  it.each(['DATA_DIR', 'KEYRING_DIR'])('%s must be a folder, or one that can be made', (name) => {
    expect(problems({ [name]: at('file') })).toEqual([`${name} is a file, not a folder`]);
    expect(problems({ [name]: at('file/x') })[0]).toMatch(new RegExp(`^${name} goes through a file`));
    expect(problems({ [name]: at('loop') })[0]).toMatch(new RegExp(`^${name} .*ELOOP`));
  });

  it('names the variable and never the place', () => {
    const lines = problems({ DATA_DIR: at('file'), KEYRING_DIR: at('file/x'), TLS_CERT_FILE: at('none') });
    expect(lines).toHaveLength(3);
    expect(lines.join()).not.toContain(folder);
  });

  it('are not looked at for the production pair, which has no folders', () => {
    const pair = { MONGODB_URL: 'mongodb://localhost', VAULT_ADDR: 'http://localhost:8200', DATA_DIR: at('file') };
    expect(problems(pair)).toEqual([]);
  });
});
