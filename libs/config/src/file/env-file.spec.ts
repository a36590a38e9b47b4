import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EnvFile, readEnvFile } from './env-file.js';

const OURS = new Set(['REGISTRATION', 'PORT', 'KEYRING_PASSPHRASE', 'SMTP_PASSWORD']);

describe('.env', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-env-'));
    file = join(folder, '.env');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function read(contents: string | Uint8Array): EnvFile {
    writeFileSync(file, contents);
    return readEnvFile(OURS, file);
  }

  it('may be missing', () => {
    expect(readEnvFile(OURS, file)).toEqual({ values: {}, problems: [] });
  });

  it('is read alike with each kind of line end, and with a byte order mark [R107]', () => {
    const text = 'REGISTRATION=closed\nPORT=8001\n';
    for (const end of ['\n', '\r\n', '\r']) {
      for (const mark of ['', '\uFEFF']) {
        expect(read(mark + text.replaceAll('\n', end))).toEqual({
          values: { REGISTRATION: 'closed', PORT: '8001' },
          problems: [],
        });
      }
    }
  });

  it.each([
    ['UTF-16, little-endian', Buffer.from('\uFEFFREGISTRATION=closed\n', 'utf16le')],
    ['UTF-16, big-endian', Buffer.from('\uFEFFREGISTRATION=closed\n', 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from('REGISTRATION=closed\n', 'utf16le')],
    ['Latin-1', Buffer.from('SMTP_PASSWORD=caf\xe9\n', 'latin1')],
  ])('is refused in %s [R107]', (_, bytes) => {
    expect(read(bytes)).toEqual({ values: {}, problems: [expect.stringMatching(/^\.env is not in UTF-8/)] });
  });

  it('is refused as a folder, which Docker makes of a mount', () => {
    mkdirSync(file);
    expect(readEnvFile(OURS, file).problems).toEqual([expect.stringMatching(/^\.env is a folder/)]);
  });

  it.each([
    ['PORT=8001 # the port', { PORT: '8001' }],
    ['PORT= # none', { PORT: '' }],
    ['export PORT = 8001 ', { PORT: '8001' }],
    ['KEYRING_PASSPHRASE="a # b" # c', { KEYRING_PASSPHRASE: 'a # b' }],
    ["KEYRING_PASSPHRASE='a#\"b'", { KEYRING_PASSPHRASE: 'a#"b' }],
    ['  # a comment with = and "', {}],
    ['COLOUR=#fff', { COLOUR: '' }],
    ['KEY="-----BEGIN\nPORTABLE=\n-----END"\nPORT=1', { KEY: '-----BEGIN\nPORTABLE=\n-----END', PORT: '1' }],
  ])('takes %j', (line, values) => {
    expect(read(line)).toEqual({ values, problems: [] });
  });

  it.each([
    ['KEYRING_PASSPHRASE=Canary#Battery', 'KEYRING_PASSPHRASE'],
    ['SMTP_PASSWORD=#canary', 'SMTP_PASSWORD'],
    ['KEYRING_PASSPHRASE="canary', 'KEYRING_PASSPHRASE'],
    ['KEYRING_PASSPHRASE="canary\nREGISTRATION=closed\nX="', 'KEYRING_PASSPHRASE'],
    ['GREETING="canary\nREGISTRATION=closed\nX="', 'GREETING'],
    ["PORT='80'canary", 'PORT'],
    ['REGISTRATION=closed\n\nREGISTRATION=', 'REGISTRATION'],
    ['REGISTRATION: canary', '.env:'],
    ['\nREGISTRATION', '.env:'],
    ['=canary', '.env:'],
  ])('says in one line what is wrong with %j, without a value', (text, name) => {
    const { problems } = read(text);
    expect(problems).toEqual([expect.stringMatching(/\bline/)]);
    expect(problems[0]?.split(' ')[0]).toBe(name);
    expect(problems[0]).not.toMatch(/canary/i);
  });
});
