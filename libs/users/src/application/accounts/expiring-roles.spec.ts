import { codeOf } from '#kernel/testing';
import { policyOf, publishModel, roleOf } from '#policies/testing';
import type { RoleWish } from '../../domain/accounts/assignments.js';
import type { User } from '../../domain/accounts/user.js';
import { addUser, callerAt, type UserNode, userNode, userStores } from '../../testing/user-node.js';

const DAY = 86_400_000;
const NEW = { email: 'grace@example.org', password: 'Nine!Green4Lamps', passwordChangeRequired: false };

describe('roles for a time', () => {
  let node: UserNode;
  let root: User;
  let friday: number;

  beforeEach(async () => {
    node = userNode(userStores());
    const allow = (actions: string[], ...resources: string[]) => ({ effect: 'allow' as const, actions, resources });
    await publishModel(node.stores.models, {
      roles: [roleOf('reader', ['reads']), roleOf('clerk', ['clerks', 'reads']), roleOf('barred', ['bars'])],
      policies: [
        policyOf('reads', [allow(['secret:read'], 'secret:prod/**')]),
        policyOf('clerks', [allow(['user:*'], 'user:**')]),
        policyOf('bars', [{ effect: 'deny', actions: ['secret:read'], resources: ['secret:prod/**'] }]),
      ],
    });
    root = await addUser(node, 'root', { roles: ['administrator'] });
    friday = node.clock.at + 3 * DAY;
  });

  const stored = (user: User) => node.stores.users.users.peek(user.id)?.value as User;
  const asNow = (user: User) => callerAt(stored(user), node.clock.at);
  const edit = (by: User, of: User, change: { roles?: RoleWish[]; expiresAt?: number | null; email?: string }) =>
    codeOf(node.editing.edit(asNow(by), of.id, change, null));
  const until = (end: number, ...names: string[]) => ({
    roles: names.sort(),
    expiringRoles: names.sort().map((name) => ({ name, expiresAt: end })),
  });
  const reads = async (user: User) =>
    (await node.policies.authorizer.decide(asNow(user), 'secret:read', 'prod/db')).allowed;

  it('count until their end, by the clock alone [R129]', async () => {
    const ada = await addUser(node, 'ada');
    expect(await edit(root, ada, { roles: [{ name: 'reader', expiresAt: friday }] })).toBe('none');
    expect(stored(ada)).toMatchObject(until(friday, 'reader'));
    node.clock.at = friday - 1;
    expect(await reads(ada)).toBe(true);
    node.clock.at = friday;
    expect(await reads(ada)).toBe(false);
    expect(await edit(root, ada, { roles: ['reader'] })).toBe('none');
    expect(await reads(ada)).toBe(true);
  });

  it('are given by nobody who does not hold what they give, for as long as they give it [R51]', async () => {
    const ada = await addUser(node, 'ada');
    const clerk = await addUser(node, 'clerk', until(friday, 'clerk'));
    const give = (expiresAt: number | null, name = 'reader') => edit(clerk, ada, { roles: [{ name, expiresAt }] });
    expect(await give(friday, 'administrator')).toBe('forbidden');
    expect(await give(null)).toBe('forbidden');
    expect(await give(friday + 1)).toBe('forbidden');
    expect(await give(friday)).toBe('none');
    expect(await edit(clerk, clerk, { roles: ['clerk'] })).toBe('none');
    expect(stored(clerk)).toMatchObject(until(friday, 'clerk'));
    expect(await edit(clerk, clerk, { roles: [{ name: 'clerk', expiresAt: null }] })).toBe('forbidden');
    const made = (roles: RoleWish[]) =>
      codeOf(node.creation.create(asNow(clerk), { ...NEW, username: 'grace', roles }));
    expect(await made(['reader'])).toBe('forbidden');
    expect(await made([{ name: 'reader', expiresAt: friday }])).toBe('none');
  });

  it('bind who holds them by their denies as long as they count, also in what lasts longer [R51]', async () => {
    const ada = await addUser(node, 'ada');
    const clerk = await addUser(node, 'clerk', {
      roles: ['barred', 'clerk'],
      expiringRoles: [{ name: 'barred', expiresAt: friday }],
    });
    const give = (expiresAt: number | null) => edit(clerk, ada, { roles: [{ name: 'reader', expiresAt }] });
    expect([await give(friday), await give(null)]).toEqual(['forbidden', 'forbidden']);
    node.clock.at = friday;
    expect(await give(null)).toBe('none');
  });

  it('are no way to end a deny for ever beside a role that is given for a time [R51]', async () => {
    const clerk = await addUser(node, 'clerk', until(friday, 'clerk'));
    const ada = await addUser(node, 'ada', { roles: ['barred'] });
    const bea = await addUser(node, 'bea', until(friday, 'barred'));
    const instead = (of: User) => edit(clerk, of, { roles: [{ name: 'reader', expiresAt: friday }] });
    expect(await instead(ada)).toBe('forbidden');
    expect(await instead(bea)).toBe('none');
  });

  it('open no account that has for longer what they give: its token would prolong them [R51]', async () => {
    const clerk = await addUser(node, 'clerk', until(friday, 'clerk'));
    const opens = (user: User) =>
      codeOf(
        node.access.requireNoGain(
          asNow(clerk),
          { permission: 'user:invite', resourceType: 'user', resourceId: user.id },
          user,
        ),
      );
    expect(await opens(await addUser(node, 'ada', { roles: ['reader'] }))).toBe('forbidden');
    expect(await opens(await addUser(node, 'bea', until(friday, 'reader')))).toBe('none');
    const brief = { roles: ['reader'], expiresAt: friday };
    expect(await opens(await addUser(node, 'cid', brief))).toBe('none');
    expect(await opens(await addUser(node, 'dan', { ...brief, expiresAt: node.clock.at }))).toBe('forbidden');
    expect(await opens(await addUser(node, 'eve', { roles: [] }))).toBe('none');
  });

  it('make no lasting administrator: an administrator until Friday makes administrators until Friday [R51]', async () => {
    const deputy = await addUser(node, 'deputy', until(friday, 'administrator'));
    const ada = await addUser(node, 'ada');
    expect(await edit(deputy, deputy, { roles: [{ name: 'administrator', expiresAt: null }] })).toBe('forbidden');
    expect(await edit(deputy, ada, { roles: ['administrator'] })).toBe('forbidden');
    expect(await edit(deputy, ada, { roles: [{ name: 'administrator', expiresAt: friday }] })).toBe('none');
    node.clock.at = friday;
    expect(await edit(deputy, ada, { email: 'other@example.org' })).toBe('not_found');
  });

  it('are no way around a deny: who ends one sooner must hold what it denies [R51]', async () => {
    const plain = await addUser(node, 'plain', { roles: ['clerk', 'barred'] });
    const ada = await addUser(node, 'ada', { roles: ['barred'] });
    expect(await edit(plain, ada, { roles: [{ name: 'barred', expiresAt: friday }] })).toBe('forbidden');
    expect(await edit(plain, ada, { expiresAt: friday })).toBe('none');
    expect(await edit(root, ada, { roles: [{ name: 'barred', expiresAt: friday }] })).toBe('none');
  });

  it('free their name at their end: the role can be removed, and its old holders are not denied everything', async () => {
    const ada = await addUser(node, 'ada', { ...until(friday, 'barred', 'reader'), roles: ['barred', 'reader'] });
    const { roles } = node.stores.models.model;
    const id = roles.find(({ name }) => name === 'barred')?.id ?? '';
    const remove = () => codeOf(node.policies.roles.remove(asNow(root), id, null));
    node.policies.holders.before = async () => {
      const isHeld = await node.stores.users.anyWithRole('barred', node.clock.at);
      node.policies.holders.held[isHeld ? 'add' : 'delete']('barred');
    };
    expect(await remove()).toBe('in_use');
    node.clock.at = friday;
    expect(await remove()).toBe('none');
    expect(await edit(root, ada, { roles: ['reader'] })).toBe('none');
    expect(await reads(ada)).toBe(true);
    expect(await edit(root, ada, { roles: ['reader', 'barred'] })).toBe('validation_failed');
  });

  it('hinder no change of their old holders once they have ended and were removed', async () => {
    const ada = await addUser(node, 'ada', until(friday, 'barred'));
    node.clock.at = friday;
    const { roles } = node.stores.models.model;
    await node.policies.roles.remove(asNow(root), roles.find(({ name }) => name === 'barred')?.id ?? '', null);
    expect(await edit(root, ada, { email: 'other@example.org' })).toBe('none');
    expect(await codeOf(node.editing.disable(asNow(root), ada.id))).toBe('none');
    expect(await codeOf(node.removal.remove(asNow(root), ada.id))).toBe('none');
  });

  it('are found by the filter of the list while they count', async () => {
    await addUser(node, 'ada', until(friday, 'reader'));
    const names = async () =>
      (await node.listing.list(asNow(root), { role: 'reader' }, null, 9)).items.map(({ value }) => value.username);
    expect(await names()).toEqual(['ada']);
    node.clock.at = friday;
    expect(await names()).toEqual([]);
  });

  describe('and the last administrator [R94][R129]', () => {
    const deputyOf = (more: Partial<User>) => addUser(node, 'deputy', { roles: ['administrator'], ...more });

    it.each([
      ['the role ends', () => until(friday, 'administrator')],
      ['the account expires', () => ({ roles: ['administrator'], expiresAt: friday })],
    ])('is nobody of whom %s', async (_, more) => {
      const deputy = await deputyOf(more());
      for (const change of [
        { roles: [] },
        { roles: [{ name: 'administrator', expiresAt: friday }] },
        { expiresAt: friday },
      ]) {
        expect(await edit(root, root, change)).toBe('last_administrator');
        expect(stored(root)).toEqual(root);
      }
      expect(await codeOf(node.editing.disable(asNow(deputy), root.id))).toBe('last_administrator');
      expect(await codeOf(node.removal.remove(asNow(deputy), root.id))).toBe('last_administrator');
      await node.editing.edit(
        asNow(root),
        deputy.id,
        { roles: [{ name: 'administrator', expiresAt: null }], expiresAt: null },
        null,
      );
      expect(await edit(root, root, { roles: [{ name: 'administrator', expiresAt: friday }] })).toBe('none');
    });

    it('stays when two administrators get an end at once', async () => {
      const other = await deputyOf({});
      const codes = await Promise.all([
        edit(root, other, { expiresAt: friday }),
        edit(other, root, { expiresAt: friday }),
      ]);
      expect(codes.filter((code) => code === 'none')).toHaveLength(1);
      node.clock.at = friday;
      const left = [root, other].filter((one) => stored(one).expiresAt === null);
      expect(left).toHaveLength(1);
    });

    it('is still known if the write that would have ended them failed', async () => {
      node.stores.users.users.hooks.before = (operation) => {
        if (operation === 'replace') throw new Error('the disk is gone');
      };
      const other = await deputyOf({});
      await edit(root, other, { expiresAt: friday }).catch(() => {});
      node.stores.users.users.hooks.before = undefined;
      expect(await edit(root, root, { roles: [] })).toBe('none');
    });
  });
});
