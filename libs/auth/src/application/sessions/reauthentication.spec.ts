import { newId, OutcomeUnknown } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { type User, withSecondFactors } from '#users';
import { PASSWORD } from '#users/testing';
import { FRESH_MS, type Session } from '../../domain/session.js';
import { addUser, callerAs, type IdentityNode, identityNode } from '../../testing/identity-node.js';
import { codeIn, enrolApp, STEP_MS, signedIn, wrongCode } from '../../testing/second-factors.js';
import type { GivenProof } from './reauthentication.js';

const WRONG = 'Copper-Lantern-77-Meadow';
const HOUR = 3_600_000;

describe('a reauthentication', () => {
  let node: IdentityNode;
  let ada: User;
  let seed: string;
  let recoveryCodes: readonly string[];
  let sessionId: string;
  let before: Session;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    ada = await addUser(node, 'ada');
    ({ seed, recoveryCodes } = await enrolApp(node, ada));
    sessionId = (await signedIn(node, ada, false)).principal.credential;
    before = await session();
    node.clock.at += HOUR;
    node.records.length = 0;
  });

  const session = async (): Promise<Session> => {
    const stored = await node.sessions.load(sessionId);
    if (!stored) throw new Error('the session is gone');
    return stored.value;
  };
  const prove = (given: GivenProof) => node.reauthentication.reauthenticate(callerAs(ada, sessionId), given);
  const password = (text: string): GivenProof => ({ kind: 'password', text });
  const totp = (code: string): GivenProof => ({ method: 'totp', code });
  const settled = (requestId: string) => {
    const settle = node.sessionSettlement.settle.bind(node.sessionSettlement);
    const leaf = { at: new Date(node.clock.at).toISOString(), resource_id: sessionId, request_id: requestId };
    return settle(leaf as Parameters<typeof settle>[0]);
  };

  it('is refused for a wrong password and a wrong code, with a record each, and does not refresh the session', async () => {
    expect(await codeOf(prove(password(WRONG)))).toBe('invalid_credentials');
    expect(await codeOf(prove(totp(wrongCode(node, seed))))).toBe('invalid_code');
    const what = { action: 'auth:reauthenticate', resourceType: 'session', resourceId: sessionId };
    expect(node.records).toMatchObject(
      ['allowed', 'failed', 'allowed', 'failed'].map((outcome) => ({ ...what, outcome })),
    );
    expect(await session()).toEqual(before);
  });

  it('is refused while the account is locked, right or wrong, and ends no session [R12][R14]', async () => {
    for (let n = 0; n < 5; n++) await codeOf(prove(password(WRONG)));
    expect(await codeOf(prove(password(PASSWORD)))).toBe('invalid_credentials');
    expect(await codeOf(prove(totp(codeIn(node, seed))))).toBe('invalid_code');
    expect(await session()).toEqual(before);
  });

  it('counts wrong passwords and wrong codes together [R20]', async () => {
    for (let n = 0; n < 3; n++) await codeOf(prove(password(WRONG)));
    for (let n = 0; n < 2; n++) await codeOf(prove(totp(wrongCode(node, seed))));
    expect(await codeOf(prove(password(PASSWORD)))).toBe('invalid_credentials');
  });

  it('accepts a code once, of many requests at once one [R17][R23]', async () => {
    for (const given of [totp(codeIn(node, seed)), { method: 'recovery', code: recoveryCodes[0] ?? '' } as const]) {
      const codes = await Promise.all(Array.from({ length: 4 }, () => codeOf(prove(given))));
      expect(codes.sort()).toEqual(['invalid_code', 'invalid_code', 'invalid_code', 'none']);
    }
  });

  it('accepts no code by e-mail, since there is no challenge to bind it to [R22]', async () => {
    expect(await codeOf(prove({ method: 'email', code: codeIn(node, seed) }))).toBe('invalid_code');
  });

  it('with a password makes the session fresh for 5 minutes, and does not count as a second factor', async () => {
    expect(await prove(password(PASSWORD))).toBe(node.clock.at + FRESH_MS);
    expect(await session()).toMatchObject({ authenticatedAt: node.clock.at, mfaAt: null });
  });

  it('with a code makes the session fresh too, and counts as a second factor', async () => {
    expect(await prove(totp(codeIn(node, seed)))).toBe(node.clock.at + FRESH_MS);
    expect(await session()).toMatchObject({ authenticatedAt: node.clock.at, mfaAt: node.clock.at });
  });

  it('with a password keeps the earlier second factor of the session and its time', async () => {
    await prove(totp(codeIn(node, seed)));
    const shownAt = node.clock.at;
    node.clock.at += HOUR;
    await prove(password(PASSWORD));
    expect(await session()).toMatchObject({ authenticatedAt: node.clock.at, mfaAt: shownAt });
  });

  it('leaves the tokens of the session and all other sessions as they were', async () => {
    const other = await signedIn(node, ada);
    node.clock.at += STEP_MS;
    await prove(totp(codeIn(node, seed)));
    const { generation, refreshHash, idleExpiresAt, authEpoch } = before;
    expect(await session()).toMatchObject({ generation, refreshHash, idleExpiresAt, authEpoch });
    expect(await codeOf(node.present.of(other.principal))).toBe('none');
  });

  it.each<[string, () => Promise<unknown>]>([
    ['ended', () => node.sessions.revoke(sessionId, 'logout', newId())],
    ['went on in another epoch', () => raiseEpoch()],
  ])('makes no session fresh that %s meanwhile [R41][R43]', async (_, move) => {
    const verify = node.hasher.verify.bind(node.hasher);
    node.hasher.verify = async (...given) => {
      node.hasher.verify = verify;
      await move();
      return verify(...given);
    };
    expect(await codeOf(prove(password(PASSWORD)))).toBe('unauthenticated');
    expect((await session()).authenticatedAt).toBe(before.authenticatedAt);
  });

  const raiseEpoch = async () => {
    const change = (user: User) => withSecondFactors(user, user.secondFactors, node.clock.at);
    const { value } = await node.accounts.change(ada.id, newId(), change);
    await node.sessions.adopt(sessionId, value.authEpoch, newId());
  };

  it('is settled by the state of the session, whether or not the code was used', async () => {
    const caller = callerAs(ada, sessionId);
    const { hooks } = node.stores.sessions.sessions;
    hooks.after = (operation) => {
      if (operation === 'replace') throw new OutcomeUnknown();
    };
    expect(await codeOf(node.reauthentication.reauthenticate(caller, totp(codeIn(node, seed))))).toBe(
      'outcome_unknown',
    );
    hooks.after = undefined;
    expect(await settled(caller.request.requestId)).toBe('succeeded');
    expect(await settled(aRequest().requestId)).toBe('failed');
  });
});
