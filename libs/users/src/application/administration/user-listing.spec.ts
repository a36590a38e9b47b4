import { codeOf, ManualClock } from '#kernel/testing';
import type { NameScope } from '#policies';
import { policyOf, publishModel, roleOf } from '#policies/testing';
import type { User } from '../../domain/accounts/user.js';
import type { UserFilter, UserStore } from '../../ports/user.store.js';
import { addUser, callerAs, type UserNode, userNode, userStores } from '../../testing/user-node.js';
import { ACCOUNTS_A_READ, ACCOUNTS_A_REQUEST, AccountPages, type UserPage } from '../accounts/account-pages.js';

const nameOf = (at: number) => `u${String(at).padStart(6, '0')}`;

/** Pages of so many accounts with the names of {@link nameOf}. No name contains a searched text. */
function pagesOver(accounts: number, ranges: NameScope['ranges'] = [{ from: '', to: null }]) {
  const looks: number[] = [];
  const all = Array.from({ length: accounts }, (_, at) => nameOf(at));
  const list: UserStore['list'] = async ({ q }, after, most) => {
    looks.push(most);
    const names = all.filter((name) => after === null || name > after).slice(0, most);
    const found = q === undefined ? names.map((username) => ({ revision: 1, value: { username } as User })) : [];
    return { found, next: names.length < most ? null : (names.at(-1) ?? null) };
  };
  const pages = new AccountPages({ list } as UserStore, new ManualClock());
  const scope = { ranges, allows: () => true, isSpent: false };
  return { looks, page: (filter: UserFilter, after: string | null) => pages.page(scope, filter, after, 50) };
}

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

    it('looks at a bounded number of accounts, few at a time, and goes on where it stopped [R99]', async () => {
      const { page, looks } = pagesOver(12_345);
      const first = await page({ kind: 'person', q: 'none' }, null);
      expect(first).toEqual({ items: [], next: nameOf(ACCOUNTS_A_REQUEST - 1) });
      expect(looks.reduce((sum, look) => sum + look, 0)).toBe(ACCOUNTS_A_REQUEST);
      expect(Math.max(...looks)).toBe(ACCOUNTS_A_READ);
      const second = await page({ kind: 'person', q: 'none' }, first.next);
      expect(await page({ kind: 'person', q: 'none' }, second.next)).toEqual({ items: [], next: null });
    });

    it('passes over no range that lies within the last look of the one before', async () => {
      const ranges = Array.from({ length: 900 }, (_, at) => ({ from: nameOf(2 * at), to: `${nameOf(2 * at)}!` }));
      const { page } = pagesOver(1_800, ranges);
      const seen: string[] = [];
      let requests = 0;
      for (let place: string | null | undefined; place !== null; requests += 1) {
        const { items, next }: UserPage = await page({ kind: 'person' }, place ?? null);
        seen.push(...items.map(({ value }) => value.username));
        place = next;
      }
      expect(seen).toEqual(ranges.map(({ from }) => from));
      expect(requests).toBeGreaterThanOrEqual(9);
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
