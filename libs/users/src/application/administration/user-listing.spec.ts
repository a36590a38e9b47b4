import { codeOf } from '#kernel/testing';
import { policyOf, publishModel, roleOf } from '#policies/testing';
import type { User } from '../../domain/accounts/user.js';
import { addUser, callerAs, type UserNode, userNode, userStores } from '../../testing/user-node.js';
import type { UserPage } from '../accounts/account-pages.js';

describe('showing and listing users', () => {
  let node: UserNode;
  let root: User;
  let clerk: User;

  beforeEach(async () => {
    node = userNode(userStores());
    await publishModel(node.stores.models, {
      roles: [roleOf('clerk', []), roleOf('some', ['somes'])],
      policies: [
        policyOf('somes', [
          { effect: 'allow', actions: ['user:list'], resources: ['user:amy', 'user:b*', 'user:c*'] },
          { effect: 'deny', actions: ['user:list'], resources: ['user:bob'] },
        ]),
      ],
    });
    root = await addUser(node, 'root', { roles: ['administrator'] });
    clerk = await addUser(node, 'clerk', { roles: ['clerk'] });
  });

  describe('showing a user', () => {
    it('answers 404 if the caller may neither read nor list the user, and is recorded', async () => {
      const nobody = await addUser(node, 'nobody');
      expect(await codeOf(node.listing.get(callerAs(nobody), root.id))).toBe('not_found');
      expect(node.policies.records.at(-1)).toMatchObject({ outcome: 'denied', action: 'user:read' });
    });

    it('is recorded', async () => {
      expect((await node.listing.get(callerAs(root), clerk.id)).value.username).toBe('clerk');
      expect(node.records.at(-1)).toMatchObject({ outcome: 'succeeded', action: 'user:read', resourceId: clerk.id });
    });
  });

  describe('the list', () => {
    it('shows only the users that the caller may list, page by page, in the order of names', async () => {
      for (const name of ['amy', 'amyx', 'bea', 'bob', 'cid', 'dan']) await addUser(node, name);
      const caller = callerAs(await addUser(node, 'zoe', { roles: ['some'] }));
      const seen: string[] = [];
      let place: string | null = null;
      do {
        const page = await node.listing.list(caller, {}, place, 2);
        seen.push(...page.items.map(({ value }) => value.username));
        place = page.next;
      } while (place !== null);
      expect(seen).toEqual(['amy', 'bea', 'cid', 'clerk']);
    });

    it('ends a page early under policies that are slow to decide, and is complete over its short pages', async () => {
      const listing = { actions: ['user:list'] };
      const deny = (index: number) => ({ ...listing, effect: 'deny' as const, resources: [`user:a*${index}_*`] });
      const statements = Array.from({ length: 50_000 }, (_, index) => deny(index));
      const policies = [policyOf('slow', [...statements, { ...listing, effect: 'allow', resources: ['user:a*'] }])];
      await publishModel(node.stores.models, { roles: [roleOf('slow', ['slow'])], policies });
      node.clock.at += 2_000;
      const caller = callerAs(await addUser(node, 'zoe', { roles: ['slow'] }));
      const names = Array.from({ length: 30 }, (_, index) => `a${String(index).padStart(2, '0')}`);
      for (const name of names) await addUser(node, name);
      const pages: string[][] = [];
      for (let place: string | null | undefined; place !== null; ) {
        const page: UserPage = await node.listing.list(caller, {}, place ?? null, 50);
        pages.push(page.items.map(({ value }) => value.username));
        place = page.next;
      }
      expect(pages.flat()).toEqual(names);
      expect(pages.length).toBeGreaterThan(1);
      expect(node.clock.gaveWay).toBeGreaterThanOrEqual(names.length);
    });

    it('refuses a role that does not exist, to those who may list', async () => {
      const refused = { code: 'validation_failed', details: { fields: [{ field: 'role', code: 'unknown_role' }] } };
      await expect(node.listing.list(callerAs(root), { role: 'clerks' }, null, 50)).rejects.toMatchObject(refused);
    });

    it('filters by a part of the name, by role and by state', async () => {
      const names = async (filter: object) =>
        (await node.listing.list(callerAs(root), filter, null, 50)).items.map(({ value }) => value.username);
      await node.editing.disable(callerAs(root), clerk.id);
      expect(await names({ q: 'oo' })).toEqual(['root']);
      expect(await names({ role: 'clerk' })).toEqual(['clerk']);
      expect(await names({ state: 'disabled' })).toEqual(['clerk']);
    });
  });
});
