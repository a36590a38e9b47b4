import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFolder } from './config-folder.js';
import { SessionFile } from './session-file.js';

const SESSION = {
  accessToken: 'access-canary',
  refreshToken: 'refresh-canary',
  renewAt: 5,
  passwordChangeRequired: false,
  keys: { kdf: { algorithm: 'argon2id', iterations: 2 }, encryptionSalt: '', protectedUserKey: null },
} as const;
const OWNER = { url: 'https://coffer.example.org', username: 'ada' };

describe('the stored session', () => {
  let home: string;
  let file: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'coffer-session-'));
    file = join(home, 'coffer/session.json');
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const session = () => new SessionFile({ XDG_CONFIG_HOME: home });
  const stored = async () => {
    const store = await session().storeOf(OWNER);
    await store.save(SESSION);
    return store;
  };
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

  it.each([0o640, 0o604, 0o620])('is refused if its file has the mode %o [R142]', async (mode) => {
    await stored();
    chmodSync(file, mode);
    await expect(session().owner()).rejects.toThrow(/Others can read .*session\.json: .*chmod 600/);
    await expect(session().owner()).rejects.not.toThrow('canary');
  });

  it('is refused in a folder that others can read, and behind a link [R142]', async () => {
    mkdirSync(join(home, 'coffer'), { mode: 0o755 });
    await expect(session().storeOf(OWNER)).rejects.toThrow('chmod 700');
    chmodSync(join(home, 'coffer'), 0o700);
    writeFileSync(join(home, 'elsewhere'), '{}', { mode: 0o600 });
    symlinkSync(join(home, 'elsewhere'), file);
    await expect(session().owner()).rejects.toThrow('is a link');
  });

  it.each(['', '{}', '[]', 'null', '{"session":{"accessToken":"canary"}}'])('is refused as %j', async (text) => {
    await stored();
    writeFileSync(file, text);
    await expect(session().owner()).rejects.toThrow(/session\.json holds no session: remove it/);
  });

  it('is kept for its owner alone, replaced at once, and gone after its end', async () => {
    expect(await session().owner()).toBeNull();
    const store = await stored();
    expect([modeOf(join(home, 'coffer')), modeOf(file)]).toEqual(['700', '600']);
    expect([await session().owner(), await store.load()]).toMatchObject([OWNER, SESSION]);
    const before = statSync(file).ino;
    await store.save({ ...SESSION, renewAt: 6 });
    expect(statSync(file).ino).not.toBe(before);
    expect(readFileSync(file, 'utf8')).toContain('"renewAt":6');
    await store.save(null);
    expect([await session().owner(), readdirSync(join(home, 'coffer'))]).toEqual([null, []]);
  });

  it('is no session of another server or person [R142]', async () => {
    await stored();
    const others = [
      { ...OWNER, url: 'https://other.example.org' },
      { ...OWNER, username: 'bob' },
    ];
    for (const other of others) expect(await (await session().storeOf(other)).load()).toBeNull();
  });

  it.each([
    ['linux', { HOME: '/h' }, '/h/.config/coffer'],
    ['linux', { HOME: '/h', XDG_CONFIG_HOME: '/x' }, '/x/coffer'],
    ['linux', { HOME: '/h', XDG_CONFIG_HOME: 'relative' }, '/h/.config/coffer'],
    ['darwin', { HOME: '/h', XDG_CONFIG_HOME: '/x' }, '/h/Library/Application Support/coffer'],
    ['win32', { APPDATA: '/a' }, '/a/coffer'],
  ] as const)('is on %s with %j in %s', (platform, environment, folder) => {
    expect(configFolder(environment, platform)).toBe(folder);
  });
});
