import { newId, type Stored } from '#kernel';
import type { StoreUnderTest } from '#storage/testing';
import type { User, UserFilter, UserScan, UserStore } from '#users';
import { aUser } from '#users/testing';
import { deletedUser } from './deleted-user.js';

const NOW = 1_790_000_000_000;

/** A username that sorts by `order` among those of one test. */
function named(test: string, order: string): string {
  return `${test}_${order}`;
}

/** All that match, by looks at few accounts each. */
async function all(users: UserStore, filter: UserFilter, after: string | null = null): Promise<Stored<User>[]> {
  const matching: Stored<User>[] = [];
  for (let place: string | null | undefined = after; place !== undefined; ) {
    const { found, next }: UserScan = await users.list(filter, place, 4);
    matching.push(...found);
    place = next ?? undefined;
  }
  return matching;
}

export function describeUserLists(store: () => StoreUnderTest): void {
  const orders = ['0', '_', 'a', 'ab', 'b', 'z'];
  const members = orders.map((order) => aUser({ username: named('list', order), roles: ['member'] }));
  const disabled = aUser({ username: named('list', 'm'), state: 'disabled', roles: ['auditor', 'member'] });
  const gone = deletedUser(aUser());

  const names = async (filter: Omit<UserFilter, 'kind'>, after: string | null = null, limit = 50) =>
    (await all(store().users, { kind: 'person', ...filter }, after)).slice(0, limit).map(({ value }) => value.username);

  beforeAll(async () => {
    for (const user of [...members, disabled, gone].reverse()) await store().users.users.insert(user, newId());
  });

  it('lists no deleted user, unless the filter asks for that state', async () => {
    expect(await names({})).not.toContain(gone.username);
    expect(await names({ q: gone.id })).toEqual([]);
    expect(await names({ state: 'deleted' })).toContain(gone.username);
  });

  it('lists no fenced id', async () => {
    const before = await names({}, null, 200);
    await store().users.users.fence(newId(), newId());
    expect(await names({}, null, 200)).toEqual(before);
  });

  it('treats pattern characters in a search as ordinary characters', async () => {
    for (const q of ['list.', 'list%', '.*', '^list', 'list_(', '[', '\\', 'LIST_'])
      expect(await names({ q })).toEqual([]);
  });

  it('lists the accounts whose name contains the searched text, in the order of usernames', async () => {
    const expected = ['list_0', 'list__', 'list_a', 'list_ab', 'list_b', 'list_m', 'list_z'];
    expect(await names({ q: 'list_' })).toEqual(expected);
    expect(await names({ q: 'st_a' })).toEqual(['list_a', 'list_ab']);
  });

  it('applies all given filters together', async () => {
    expect(await names({ q: 'list_', role: 'auditor' })).toEqual(['list_m']);
    expect(await names({ q: 'list_', state: 'disabled' })).toEqual(['list_m']);
    expect(await names({ q: 'list_', state: 'active', role: 'auditor' })).toEqual([]);
    expect(await names({ q: 'list_', role: 'audit' })).toEqual([]);
  });

  it('keeps people and programs apart, and finds the programs of an owner, or of none [R134]', async () => {
    const { users } = store();
    const program = { kind: 'service', email: null, description: 'Deploys.' } as const;
    const owned = aUser({ ...program, username: 'kinds_1', ownerId: newId() });
    const orphan = aUser({ ...program, username: 'kinds_2', roles: ['kinds'] });
    for (const one of [owned, orphan, aUser({ username: 'kinds_3' })]) await users.users.insert(one, newId());
    const listed = async (filter: UserFilter) =>
      (await all(users, { q: 'kinds_', ...filter })).map(({ value }) => value.username);
    expect(await listed({ kind: 'person' })).toEqual(['kinds_3']);
    expect(await listed({ kind: 'service' })).toEqual(['kinds_1', 'kinds_2']);
    expect(await listed({ kind: 'service', ownerId: owned.ownerId })).toEqual(['kinds_1']);
    expect(await listed({ kind: 'service', ownerId: null })).toEqual(['kinds_2']);
    expect(await listed({ kind: 'service', ownerId: newId() })).toEqual([]);
    expect(await users.anyWithRole('kinds', NOW)).toBe(true);
    const count = await users.countServices();
    await users.users.insert(deletedUser(aUser({ ...program, username: 'kinds_4' })), newId());
    await users.users.insert(aUser({ ...program, username: 'kinds_5' }), newId());
    expect([count, await users.countServices()]).toEqual([2, 3]);
    expect((await users.findByUsername('kinds_1'))?.value).toEqual(owned);
    expect(await users.users.insert(aUser({ username: 'kinds_1' }), newId())).toBe('taken');
  });

  it('finds accounts that expire before a time, and none that does not expire', async () => {
    const { users } = store();
    const soon = { username: 'ending_1', expiresAt: NOW, expiringRoles: [{ name: 'member', expiresAt: NOW }] };
    for (const one of [soon, { username: 'ending_2', expiresAt: NOW + 5 }, { username: 'ending_3' }]) {
      await users.users.insert(aUser(one), newId());
    }
    const expiring = (expiresBefore: number) => names({ q: 'ending_', expiresBefore });
    expect(await Promise.all([NOW, NOW + 1, NOW + 6].map(expiring))).toEqual([
      [],
      ['ending_1'],
      ['ending_1', 'ending_2'],
    ]);
    expect((await users.findByUsername('ending_1'))?.value).toMatchObject(soon);
    const ending = await all(users, { kind: 'person', q: 'ending_1', role: 'member' });
    expect(ending.map(({ value }) => value)).toMatchObject([soon]);
  });

  it('continues after a name, which need not exist', async () => {
    expect(await names({ q: 'list_' }, 'list_a', 2)).toEqual(['list_ab', 'list_b']);
    expect(await names({ q: 'list_' }, 'list_c', 1)).toEqual(['list_m']);
    expect(await names({ q: 'list_' }, 'list_z')).toEqual([]);
  });

  it('looks at no more accounts than asked for, whatever it finds, and tells after which to go on [R99]', async () => {
    const { users } = store();
    for (const order of '012345') {
      const roles = order === '5' ? ['rare'] : [];
      await users.users.insert(aUser({ username: named('look', order), roles, expiresAt: Number(order) }), newId());
    }
    const looked = async (filter: Omit<UserFilter, 'kind'>, after: string, most: number) => {
      const { found, next } = await users.list({ kind: 'person', ...filter }, after, most);
      return [found.map(({ value }) => value.username), next];
    };
    expect(await looked({}, 'look_', 2)).toEqual([['look_0', 'look_1'], 'look_1']);
    for (const rare of [{ role: 'rare' }, { q: 'look_5' }, { state: 'disabled' }, { expiresBefore: -1 }] as const) {
      expect(await looked(rare, 'look_', 3)).toEqual([[], 'look_2']);
    }
    expect(await looked({ role: 'rare' }, 'look_2', 3)).toEqual([['look_5'], 'look_5']);
    expect(await looked({ expiresBefore: 1 }, 'look_', 3)).toEqual([['look_0'], 'look_2']);
  });

  it('tells the end, and looks for programs among programs only, or among those of an owner', async () => {
    const { users } = store();
    const ownerId = newId();
    for (const order of '012') {
      const program = { kind: 'service', email: null, ownerId: order === '2' ? ownerId : newId() } as const;
      await users.users.insert(aUser({ ...program, username: named('~look', order) }), newId());
      await users.users.insert(aUser({ username: named('~look', `${order}_person`) }), newId());
    }
    const looked = async (filter: UserFilter, most: number) => {
      const { found, next } = await users.list(filter, '~look_', most);
      return [found.map(({ value }) => value.username), next];
    };
    expect(await looked({ kind: 'service', ownerId }, 9)).toEqual([['~look_2'], null]);
    expect(await looked({ kind: 'service', ownerId }, 1)).toEqual([['~look_2'], '~look_2']);
    expect(await looked({ kind: 'service' }, 2)).toEqual([['~look_0', '~look_1'], '~look_1']);
    expect(await looked({ kind: 'service' }, 9)).toEqual([['~look_0', '~look_1', '~look_2'], null]);
    const people = ['~look_0_person', '~look_1_person', '~look_2_person'];
    expect(await looked({ kind: 'person' }, 9)).toEqual([people, null]);
    expect(await users.list({ kind: 'person' }, '~~', 9)).toEqual({ found: [], next: null });
  });

  it('gives revisions with which a user can be replaced', async () => {
    const [found] = await all(store().users, { kind: 'person', q: 'list_0' });
    expect(found).toEqual({ revision: 1, value: members[0] });
  });
}
