import { randomBytes } from 'node:crypto';
import { newId } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { fillWithAdministrators } from '#policies/testing';
import { invitationOf, type User } from '#users';
import { verifiedEmailKey } from '#users/testing';
import { clerkNode } from '../../testing/clerk-node.js';
import { addUser, afterAnswers, callerAs, type IdentityNode, logInWith } from '../../testing/identity-node.js';

const PASSWORD = 'Copper-Lantern-77-Meadow';
const ADDRESS = 'grace@example.org';
const SEVEN_DAYS = 604_800_000;

describe('an invitation', () => {
  let node: IdentityNode;
  let root: User;
  let clerk: User;

  beforeEach(async () => {
    ({ node, root, clerk } = await clerkNode());
  });

  const invite = async (more: { roles?: string[]; username?: string; email?: string } = {}, by = root) => {
    const given = { username: 'grace', email: ADDRESS, password: null, passwordChangeRequired: null, roles: [] };
    const created = await node.creation.create(callerAs(by), { ...given, ...more });
    return { id: created.value.id, invitation: created.invitation };
  };
  const mailed = () => node.mailbox.secretFor(ADDRESS);
  const accept = (token: string, password = PASSWORD) =>
    node.acceptance.accept(aRequest(), token, { kind: 'password', text: password }, {});
  const stored = (id: string) => node.stores.users.users.peek(id)?.value;
  const again = (id: string, by = root) => node.userInvitations.send(callerAs(by), id);

  it('that is malformed, forged or a token for something else opens nothing [R24][R42]', async () => {
    const { id } = await invite();
    const ada = await addUser(node, 'ada');
    const reset = await node.challenges.openWithToken('password-reset', ada, newId());
    const token = mailed();
    for (const wrong of ['', 'garbage', reset.token, `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`]) {
      expect(await codeOf(accept(wrong))).toBe('invalid_invitation');
    }
    expect(await codeOf(node.reset.reset(aRequest(), token, { password: PASSWORD }))).toBe('invalid_reset_token');
    expect(stored(id)).toMatchObject({ state: 'invited', passwordHash: null });
  });

  it('is void once the account has expired, and cannot be sent again then [R129]', async () => {
    const { id } = await invite();
    const end = node.clock.at + 1_000;
    await node.editing.edit(callerAs(root), id, { expiresAt: end }, null);
    const token = mailed();
    node.clock.at = end;
    expect(await codeOf(accept(token))).toBe('invalid_invitation');
    expect(await codeOf(again(id))).toBe('conflict');
    expect(stored(id)?.state).toBe('invited');
  });

  it('opens no account before it is accepted: no login, no reset, no second factor [R13]', async () => {
    const { id } = await invite({ roles: ['administrator'] });
    for (const password of ['', PASSWORD]) {
      expect(await codeOf(logInWith(node, 'grace', password))).toBe('invalid_credentials');
    }
    await node.forgot.ask(aRequest(), 'grace');
    await afterAnswers(node);
    expect(node.mailbox.mails).toHaveLength(1);
    expect(await codeOf(node.adminReset.issue(callerAs(root), id))).toBe('conflict');
    expect(await codeOf(node.adminFactorReset.reset(callerAs(root), id))).toBe('conflict');
    expect(await codeOf(node.operatorRecovery.planReset('grace'))).toBe('conflict');
    expect(node.stores.models.model.administrators).not.toContain(id);
  });

  it('of an administrator waits while there are as many as there may be', async () => {
    const { id } = await invite({ roles: ['administrator'] });
    const makeRoom = await fillWithAdministrators(node.stores.models);
    await node.clock.advance(2_000);
    const token = mailed();
    expect(await codeOf(accept(token))).toBe('limit_reached');
    expect(stored(id)).toMatchObject({ state: 'invited', passwordHash: null });
    await makeRoom();
    await node.clock.advance(2_000);
    await accept(token);
    expect(node.stores.models.model.administrators).toContain(id);
  });

  it('expires after 7 days, and the failure is recorded with its user [R126]', async () => {
    const { id, invitation } = await invite();
    expect(invitation).toEqual({ token: null, expiresAt: node.clock.at + SEVEN_DAYS });
    node.clock.at += SEVEN_DAYS;
    expect(await codeOf(accept(mailed()))).toBe('invalid_invitation');
    const what = { action: 'auth:invitation-accept', resourceType: 'user', resourceId: id, actorId: id };
    expect(node.records.at(-1)).toMatchObject({ ...what, outcome: 'failed' });
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['was withdrawn', (id) => node.userInvitations.withdraw(callerAs(root), id)],
    ['was sent again', again],
    ['is for a disabled account', (id) => node.editing.disable(callerAs(root), id)],
    ['is for a deleted account', (id) => node.removal.remove(callerAs(root), id)],
    ['went to an earlier address', (id) => node.editing.edit(callerAs(root), id, { email: 'x@example.org' }, null)],
    ['is for fewer roles [R51]', (id) => node.editing.edit(callerAs(root), id, { roles: ['clerk'] }, null)],
  ])('works no longer if it %s [R126]', async (_, end) => {
    const { id } = await invite();
    const token = mailed();
    await end(id);
    expect(await codeOf(accept(token))).toBe('invalid_invitation');
    expect(stored(id)?.passwordHash).toBeNull();
  });

  it('works no longer once the account gets what it has for longer: who saw the token need not hold it [R51]', async () => {
    const end = node.clock.at + 1_000;
    const { id } = await invite({ roles: ['clerk'] });
    await node.editing.edit(callerAs(root), id, { expiresAt: end }, null);
    await again(id);
    const token = mailed();
    await node.editing.edit(callerAs(root), id, { expiresAt: null }, null);
    expect(await codeOf(accept(token))).toBe('invalid_invitation');
    expect(stored(id)?.passwordHash).toBeNull();
  });

  it('that was withdrawn or ended by a disabling can be sent again, and the account is invited until then', async () => {
    const { id } = await invite();
    await node.userInvitations.withdraw(callerAs(root), id);
    await node.editing.disable(callerAs(root), id);
    expect(await codeOf(again(id))).toBe('conflict');
    expect((await node.editing.enable(callerAs(root), id)).value.state).toBe('invited');
    await again(id);
    await accept(mailed());
    expect(stored(id)).toMatchObject({ state: 'active', passwordChangeRequired: false });
    await node.editing.disable(callerAs(root), id);
    expect((await node.editing.enable(callerAs(root), id)).value.state).toBe('active');
  });

  it('is sent again only by a caller who may do it and holds what the account has [R45][R51]', async () => {
    const { id } = await invite({ roles: ['strong'] });
    const ada = await addUser(node, 'ada');
    expect(await codeOf(again(id, ada))).toBe('not_found');
    expect(await codeOf(node.userInvitations.withdraw(callerAs(ada), id))).toBe('not_found');
    expect(await codeOf(again(id, clerk))).toBe('forbidden');
    expect(await codeOf(again(ada.id))).toBe('conflict');
    expect(await codeOf(node.userInvitations.withdraw(callerAs(root), ada.id))).toBe('conflict');
  });

  it('is not moved to another address by a caller who lacks what the account has [R51]', async () => {
    const { id } = await invite({ roles: ['strong'] });
    const move = (by: User) => node.editing.edit(callerAs(by), id, { email: 'clerk@example.org' }, null);
    expect(await codeOf(move(clerk))).toBe('forbidden');
    expect((await move(root)).value.email).toBe('clerk@example.org');
  });

  it('gives no role that the inviter lacks [R51]', async () => {
    expect(await codeOf(invite({ roles: ['strong'] }, clerk))).toBe('forbidden');
    expect(node.mailbox.mails).toEqual([]);
  });

  it('does not ask for a password change', async () => {
    const given = { username: 'grace', email: ADDRESS, password: null, roles: [] };
    const create = node.creation.create(callerAs(root), { ...given, passwordChangeRequired: true });
    expect(await codeOf(create)).toBe('validation_failed');
  });

  it.each(['outbox', 'none'] as const)('is shown once where mails reach nobody (%s)', async (kind) => {
    node.mailbox.kind = kind;
    const { id, invitation } = await invite();
    const { token } = await again(id);
    expect(node.mailbox.mails).toEqual([]);
    expect(await codeOf(accept(invitation?.token ?? ''))).toBe('invalid_invitation');
    await accept(token ?? '');
    expect(stored(id)?.state).toBe('active');
    expect(JSON.stringify(node.records)).not.toContain(token);
  });

  it('is not shown again for a repeated Idempotency-Key', async () => {
    node.mailbox.kind = 'none';
    const given = { username: 'grace', email: ADDRESS, password: null, passwordChangeRequired: null, roles: [] };
    const create = () => node.creation.create(callerAs(root), given, 'key-1');
    const first = await create();
    expect(first.invitation?.token).toEqual(expect.any(String));
    expect(await create()).toMatchObject({ value: { id: first.value.id }, invitation: null });
  });

  it('keeps the rules for passwords, and works after a refusal', async () => {
    await invite();
    const token = mailed();
    expect(await codeOf(accept(token, 'short'))).toBe('validation_failed');
    expect(await codeOf(accept(token, 'Grace-Owns-Me-77-x'))).toBe('validation_failed');
    expect(await codeOf(accept(token))).toBe('none');
  });

  it('works once, of 50 requests at once, and opens no session [R126]', async () => {
    const { id } = await invite({ roles: ['administrator'] });
    const token = mailed();
    const results = await Promise.all(Array.from({ length: 50 }, () => codeOf(accept(token))));
    expect(results.filter((code) => code === 'none')).toHaveLength(1);
    expect(new Set(results)).toEqual(new Set(['none', 'invalid_invitation']));
    expect(node.stores.sessions.sessions.peekAll()).toEqual([]);
    expect(node.stores.models.model.administrators).toContain(id);
    expect(await codeOf(logInWith(node, 'grace', PASSWORD))).toBe('none');
  });

  it('takes a login secret with the keys of its client, and none without', async () => {
    const { id } = await invite();
    const secret = { kind: 'login_secret', text: randomBytes(32).toString('base64url') } as const;
    const keys = {
      kdf: { algorithm: 'pbkdf2-sha256', iterations: 700_000 } as const,
      encryptionSalt: randomBytes(16).toString('base64'),
      protectedUserKey: randomBytes(48).toString('base64'),
    };
    const token = mailed();
    const join = (given: typeof keys | object) => node.acceptance.accept(aRequest(), token, secret, given);
    expect(await codeOf(join({}))).toBe('validation_failed');
    await join(keys);
    expect(stored(id)).toMatchObject({ ...keys, credential: 'login_secret', state: 'active' });
  });

  it('leaves the address unverified if somebody else saw the token, though mail reaches people by now [R126]', async () => {
    node.mailbox.kind = 'none';
    const { id, invitation } = await invite();
    node.mailbox.kind = 'smtp';
    await accept(invitation?.token ?? '');
    expect(stored(id)).toMatchObject({ state: 'active', emailVerified: false, email: ADDRESS });
  });

  it('leaves the address to the account that has verified it, or is named by it, and opens the account', async () => {
    const taken = { email: 'Grace@Example.org', emailVerified: true, emailKey: verifiedEmailKey(ADDRESS) };
    await addUser(node, 'owner', taken);
    const { id } = await invite();
    await accept(mailed());
    expect(stored(id)).toMatchObject({ state: 'active', emailVerified: false });
    await addUser(node, 'named@example.org');
    const other = await invite({ username: 'other', email: 'named@example.org' });
    await accept(node.mailbox.secretFor('named@example.org'));
    expect(stored(other.id)).toMatchObject({ state: 'active', emailVerified: false });
  });

  it('verifies the address that it was mailed to, and mails no code', async () => {
    const { id } = await invite();
    await accept(mailed());
    await afterAnswers(node);
    expect(stored(id)).toMatchObject({ emailVerified: true, emailKey: verifiedEmailKey(ADDRESS), invitation: null });
    expect(node.mailbox.mails).toHaveLength(1);
  });

  it('verifies an address for one of two accounts that accept at once', async () => {
    const [one, other] = [await invite(), await invite({ username: 'gracie' })];
    const [first = '', second = ''] = node.mailbox.mails.map(({ text }) => /\n\n(\S+)\n\n/.exec(text)?.[1]);
    await Promise.all([accept(first), accept(second)]);
    const both = [one, other].map(({ id }) => stored(id));
    expect(both.map((user) => user?.state)).toEqual(['active', 'active']);
    expect(both.filter((user) => user?.emailVerified)).toHaveLength(1);
  });

  it('shows when it ends, until it is void or accepted', async () => {
    const endOf = (id: string) => invitationOf(stored(id) as User)?.expiresAt ?? null;
    const { id, invitation } = await invite();
    expect(endOf(id)).toBe(invitation?.expiresAt);
    await node.userInvitations.withdraw(callerAs(root), id);
    expect(endOf(id)).toBeNull();
    node.clock.at += 1_000;
    await again(id);
    expect(endOf(id)).toBe(node.clock.at + SEVEN_DAYS);
    await node.editing.edit(callerAs(root), id, { email: 'new@example.org' }, null);
    expect(endOf(id)).toBeNull();
    await again(id);
    await accept(node.mailbox.secretFor('new@example.org'));
    expect(endOf(id)).toBeNull();
  });
});
