import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../architecture/cruise.js';
import { embeddedSite, type Site } from '../e2e/support/processes/pairs.js';
import { inNode, type Step } from './support/built-client.js';

const PASSWORD = 'Violet-Kettle-42-Harbor';
const NEXT = 'Copper-Lantern-77-Meadow';

describe('the built client in plain Node, against the running server', () => {
  let site: Site;
  let url: string;
  let accounts = 0;

  beforeAll(async () => {
    site = await embeddedSite();
    ({ url } = await site.start());
  });
  afterAll(() => site.clear());

  const newLogin = () => {
    accounts += 1;
    return { username: `person_${accounts}`, password: PASSWORD };
  };
  const begun = (login: object): Step[] => [
    ['register', login],
    ['logIn', login],
  ];

  it('imports only its own files and its two libraries', () => {
    const files = readdirSync(join(ROOT, 'dist/client'), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((name) => name.endsWith('.js')).map((name) => join(ROOT, 'dist/client', name));
    const imported = sources.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^(?:import|export) .*?from '([^']+)';$/gm)].map(([, from]) => from),
    );
    expect(new Set(imported.filter((from) => !from?.startsWith('.')))).toEqual(new Set(['openapi-fetch', 'hash-wasm']));
    expect(sources.length).toBeGreaterThan(20);
  });

  it('creates, changes, deletes and reads entries that the server cannot read [R58]', async () => {
    const login = newLogin();
    const steps: Step[] = [...begun(login), ['keep', 'a', 'b', 'c'], ['change', 'a', 'a2'], ['remove', 'b']];
    expect(await inNode(url, [...steps, ['otherDevice'], ['logIn', login], ['texts']])).toEqual(['a2', 'c']);
    expect(
      await inNode(url, [
        ['logIn', login],
        ['history', 'a2'],
      ]),
    ).toEqual(['a2', 'a']);
  });

  it('re-keys a vault, restores it, and changes the password without a change to any entry', async () => {
    const login = newLogin();
    const rekeyed: Step[] = [
      ...begun(login),
      ['keep', 'a', 'b'],
      ['reauthenticate', PASSWORD],
      ['rekey'],
      ['change', 'a', 'a2'],
      ['keep', 'c'],
    ];
    expect(await inNode(url, [...rekeyed, ['texts']])).toEqual(['a2', 'b', 'c']);
    const next = { ...login, password: NEXT };
    const changed: Step[] = [['logIn', login], ['changePassword', PASSWORD, NEXT], ['unlock', next], ['texts']];
    expect(await inNode(url, changed)).toEqual(['a2', 'b', 'c']);
    expect(await inNode(url, [['refusal', 'logIn', login]])).toBe('CofferProblem invalid_credentials');
    expect(await inNode(url, [['logIn', next], ['restore', 1], ['texts']])).toEqual(['a', 'b']);
    expect(await inNode(url, [['logIn', next], ['keep', 'd'], ['rekey'], ['texts']])).toEqual(['a', 'b', 'd']);
  });

  it('re-keys more entries than one request stages', async () => {
    const login = newLogin();
    const many = Array.from({ length: 120 }, (_, at) => `entry ${at}`);
    const steps: Step[] = [...begun(login), ['keep', ...many], ['rekey'], ['otherDevice'], ['logIn', login], ['texts']];
    expect(await inNode(url, steps)).toEqual(many.sort());
  });

  it('sends nothing of an open vault with the session of another account [R58]', async () => {
    const [login, other] = [newLogin(), newLogin()];
    await inNode(url, [
      ['register', other],
      ['register', login],
    ]);
    const steps: Step[] = [['keep', 'b'], ['texts'], ['rekey'], ['reauthenticate', PASSWORD]];
    for (const step of steps) {
      const refused = await inNode(url, [
        ['logIn', login],
        ['keep', 'a'],
        ['logInBeside', other],
        ['refusal', ...step],
      ]);
      expect(refused).toBe('SessionEnded other_account');
    }
    expect(await inNode(url, [['logIn', other], ['texts']])).toEqual([]);
  });

  it('reports a wrong password, and an ended session', async () => {
    const login = newLogin();
    const wrong = { ...login, password: 'wrong' };
    expect(
      await inNode(url, [
        ['register', login],
        ['refusal', 'logIn', wrong],
      ]),
    ).toBe('CofferProblem invalid_credentials');
    expect(await inNode(url, [['logIn', login], ['logOut'], ['refusal', 'texts']])).toBe('SessionEnded not_logged_in');
  });

  it.each([
    ['weak kdf', 'logIn', 'kdf_too_weak'],
    ['other salt', 'logIn', 'salt_changed'],
    ['other user key', 'logIn', 'cannot_open'],
    ['flipped bit', 'texts', 'cannot_open'],
    ['swapped rows', 'texts', 'cannot_open'],
    ['short list', 'texts', 'entry_vanished'],
    ['old vault', 'texts', 'rolled_back'],
  ])('refuses a server that turns evil: %s', async (tamper, step, code) => {
    const login = newLogin();
    const isLogin = step === 'logIn';
    const before: Step[] = [...begun(login), ['keep', 'a', 'b'], ['texts'], ['otherDevice']];
    const attack: Step[] = isLogin
      ? [['tamper'], ['refusal', step, login]]
      : [['logIn', login], ['tamper'], ['refusal', step]];
    expect(await inNode(url, [...before, ...attack], tamper)).toBe(`ServerDistrusted ${code}`);
  });
});
