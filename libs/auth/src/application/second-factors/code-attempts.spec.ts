import { newId } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { User } from '#users';
import { type IdentityNode, identityNode, logInWith } from '../../testing/identity-node.js';
import { addVerified, codeIn, enrolApp, enrolEmail, STEP_MS, wrongCode } from '../../testing/second-factors.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HOME = '198.51.100.7';
const FRESH = '192.0.2.1';

describe('wrong codes in a row', () => {
  let node: IdentityNode;
  let ada: User;
  let seed: string;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    ada = await addVerified(node, 'ada');
    seed = (await enrolApp(node, ada)).seed;
    node.mailbox.mails.length = 0;
  });

  const present = async () => (await node.accounts.load(ada.id))?.value ?? ada;
  /** The answer to a second step by somebody who knows the password. */
  async function tryCode(code: string, ip: string, at = node, method: 'totp' | 'email' = 'totp') {
    const { mfaToken } = await at.mfaLogin.begin({ ...aRequest(), ip }, await present());
    return codeOf(at.mfaLogin.verify({ ...aRequest(), ip }, mfaToken, method, code));
  }
  const guess = (ip: string, at = node) => tryCode(wrongCode(node, seed), ip, at);
  async function logIn(ip: string) {
    node.clock.at += STEP_MS;
    return tryCode(codeIn(node, seed), ip);
  }
  /** How often a code was compared while one network after the other guesses every hour. */
  async function guessFor(days: number, networkOf = (turn: number) => `10.${turn % 250}.7.1`): Promise<number> {
    let checked = 0;
    for (let turn = 0; turn < (days * DAY) / HOUR; turn += 1) {
      if ((await guess(networkOf(turn))) === 'invalid_code') checked += 1;
      node.clock.at += HOUR;
    }
    return checked;
  }
  const mails = () => node.mailbox.mails.filter(({ subject }) => subject.startsWith('Wrong codes')).length;

  it('end after 50 from all strange networks together, and slow down before [R20]', async () => {
    const first = await guessFor(1);
    expect(first).toBeLessThanOrEqual(22);
    expect(first + (await guessFor(40))).toBe(50);
    expect(await guess(FRESH)).toBe('rate_limited');
    node.clock.at += 200 * DAY;
    expect(await guess(FRESH)).toBe('rate_limited');
    expect(mails()).toBe(5);
  });

  it('do not keep the owner out of a network that the account knows [R20]', async () => {
    expect(await logIn(HOME)).toBe('none');
    await guessFor(2);
    expect(await logIn(FRESH)).toBe('rate_limited');
    expect(await logIn(HOME)).toBe('none');
    expect(await logIn(FRESH)).toBe('none');
  });

  it('are at most 50 more from known networks [R20]', async () => {
    expect(await logIn(HOME)).toBe('none');
    const checked = await guessFor(25, () => HOME);
    expect(checked).toBeLessThanOrEqual(50);
    expect(await guess(FRESH)).toBe('invalid_code');
  });

  it('end with a right code, whose attempt does not count', async () => {
    for (let round = 0; round < 3; round += 1) {
      for (let turn = 0; turn < 9; turn += 1) await guess(`10.${turn}.7.1`);
      expect(await logIn(`10.${round}.8.1`)).toBe('none');
      node.clock.at += HOUR;
    }
    expect(mails()).toBe(0);
  });

  it('make everybody wait after the tenth, say how long, and tell the owner by mail', async () => {
    for (let turn = 0; turn < 10; turn += 1) expect(await guess(`10.${turn}.7.1`)).toBe('invalid_code');
    expect(mails()).toBe(1);
    const { mfaToken } = await node.mfaLogin.begin(aRequest(), await present());
    const refused = node.mfaLogin.verify({ ...aRequest(), ip: FRESH }, mfaToken, 'totp', codeIn(node, seed));
    await expect(refused).rejects.toMatchObject({ code: 'rate_limited', details: { retryAfterSeconds: 60 } });
    node.clock.at += 60_000;
    expect(await tryCode(codeIn(node, seed), FRESH)).toBe('none');
  });

  it('are counted once each if two nodes check at the same time: after a wait one more is checked', async () => {
    const nodes = [node, identityNode(node.stores, node.roots, node.clock)];
    const atOnce = (from: number, count: number) =>
      Promise.all(Array.from({ length: count }, (_, turn) => guess(`10.${from + turn}.7.1`, nodes[turn % 2])));
    const first = await atOnce(0, 40);
    expect(first.filter((code) => code === 'invalid_code')).toHaveLength(10);
    node.clock.at += 60_000;
    const second = await atOnce(40, 40);
    expect(second.filter((code) => code === 'invalid_code')).toHaveLength(1);
  });

  it('do not grow, and nobody waits longer, if a code could not be checked', async () => {
    for (let turn = 0; turn < 10; turn += 1) await guess(`10.${turn}.7.1`);
    node.clock.at += 60_000;
    node.stores.users.users.hooks.before = (operation) => {
      if (operation === 'replace') throw new Error('no memory');
    };
    node.clock.at += STEP_MS;
    expect(await tryCode(codeIn(node, seed), FRESH)).toBeInstanceOf(Error);
    node.stores.users.users.hooks.before = undefined;
    node.clock.at += STEP_MS;
    expect(await tryCode(codeIn(node, seed), FRESH)).toBe('none');
  });

  it('do not end with a code by e-mail if the account has an app that counts for more', async () => {
    await enrolEmail(node, await present());
    for (let turn = 0; turn < 9; turn += 1) await guess(`10.${turn}.7.1`);
    const { mfaToken } = await node.mfaLogin.begin(aRequest(), await present());
    await node.mfaLogin.sendCode(aRequest(), mfaToken);
    const mailed = node.mailbox.secretFor('ada@example.org');
    expect(await codeOf(node.mfaLogin.verify({ ...aRequest(), ip: HOME }, mfaToken, 'email', mailed))).toBe('none');
    await guess('10.99.7.1');
    expect(await guess('10.98.7.1')).toBe('rate_limited');
  });

  it('end when an administrator unlocks the account, and stay with the account, not with its name', async () => {
    for (let turn = 0; turn < 10; turn += 1) await guess(`10.${turn}.7.1`);
    const other = await node.lockouts.reserveCode({ ...aRequest(), ip: FRESH }, { ...ada, id: newId() }, true);
    expect(other.waitMs).toBe(0);
    await node.lockouts.unlock('ada', newId());
    expect(await logIn(FRESH)).toBe('none');
  });

  it('are no way to keep an owner out for somebody who does not know the password', async () => {
    for (let turn = 0; turn < 40; turn += 1) {
      await codeOf(logInWith(node, 'ada', 'Wrong-Horse-42-Staple', { ...aRequest(), ip: `10.${turn}.7.1` }));
      await codeOf(node.mfaLogin.verify({ ...aRequest(), ip: `10.${turn}.7.1` }, 'x'.repeat(108), 'totp', '123456'));
    }
    expect(await logIn(FRESH)).toBe('none');
  });

  it('leave no intent while no code is checked, and one record that strangers can only have counted [R101]', async () => {
    const records = () =>
      node.records.filter(({ action }) => action === 'auth:mfa-verify').map(({ outcome }) => outcome);
    for (let turn = 0; turn < 5; turn += 1) await guess(FRESH);
    expect(records()).toEqual(Array.from({ length: 5 }, () => ['allowed', 'failed']).flat());
    for (let turn = 0; turn < 3; turn += 1) expect(await guess(FRESH)).toBe('invalid_code');
    expect(records().slice(10)).toEqual(['failed', 'failed', 'failed']);
    for (let turn = 0; turn < 5; turn += 1) await guess(`10.${turn}.7.1`);
    expect(await guess('10.77.7.1')).toBe('rate_limited');
    expect(records().slice(-2)).toEqual(['failed', 'failed']);
  });
});
