import type { CofferError } from '#kernel';
import { aUser } from '../../testing/a-user.js';
import { assignmentChange } from './assignment-changes.js';
import { assignmentsAt, lastingRoles, type RoleWish, roleEndsOf, rolesAt, wishedAssignments } from './assignments.js';
import { holdingOf } from './user.js';

const NOW = 1_790_000_000_000;
const FRIDAY = NOW + 3 * 86_400_000;

const holding = (roles: Record<string, number | null>, expiresAt: number | null = null) => {
  const assignments = Object.entries(roles).map(([name, end]) => ({ name, expiresAt: end }));
  return aUser({ ...holdingOf(assignments), expiresAt });
};

describe('a role until Friday', () => {
  const user = holding({ b: FRIDAY, a: null });

  it('counts until its end, and not from it on', () => {
    expect(rolesAt(user, FRIDAY - 1)).toEqual(['a', 'b']);
    expect(rolesAt(user, FRIDAY)).toEqual(['a']);
    expect(assignmentsAt(user, FRIDAY)).toEqual([{ name: 'a', expiresAt: null }]);
  });

  it('never lasts, and no role of an account that expires does', () => {
    expect(lastingRoles(user)).toEqual(['a']);
    const brief = holding({ b: FRIDAY, a: null }, NOW + 1);
    expect(lastingRoles(brief)).toEqual([]);
    expect(roleEndsOf(brief).map(({ expiresAt }) => expiresAt)).toEqual([NOW + 1, NOW + 1]);
  });

  it('keeps its end if it is named without one, as long as it counts', () => {
    const wish = (now: number) => wishedAssignments(user, ['a', 'b', 'c'], now).map(({ expiresAt }) => expiresAt);
    expect(wish(NOW)).toEqual([null, FRIDAY, null]);
    expect(wish(FRIDAY)).toEqual([null, null, null]);
    expect(wishedAssignments(user, [{ name: 'b', expiresAt: null }], NOW)).toEqual([{ name: 'b', expiresAt: null }]);
  });

  it.each<[string, RoleWish[], string | null]>([
    ['an end that has come', [{ name: 'a', expiresAt: NOW }], 'roles[0].expires_at'],
    ['a role that is named with and without an end', ['a', { name: 'a', expiresAt: FRIDAY }], 'roles[1]'],
    ['a role that is named twice alike', ['c', 'c'], null],
  ])('is checked: %s', (_, wishes, field) => {
    const fieldOf = () => {
      try {
        wishedAssignments(user, wishes, NOW);
        return null;
      } catch (error) {
        return (error as CofferError).details.fields?.[0]?.field;
      }
    };
    expect(fieldOf()).toBe(field);
  });
});

describe('a change of roles', () => {
  const change = (before: ReturnType<typeof holding> | null, after: ReturnType<typeof holding>) =>
    assignmentChange(before, after, NOW);

  it('gives what is new or lasts longer, and takes what is gone or ends sooner', () => {
    const before = holding({ a: null, b: FRIDAY, c: null, d: NOW + 9, e: NOW });
    const after = holding({ a: FRIDAY, b: null, d: NOW + 9, e: FRIDAY, f: NOW + 1 });
    expect(change(before, after)).toMatchObject({
      given: { roles: ['b', 'e', 'f'], until: null },
      taken: { roles: ['a', 'c'], until: null },
    });
    expect(change(null, holding({ a: FRIDAY, b: NOW + 1 }))).toMatchObject({
      given: { roles: ['a', 'b'], until: FRIDAY },
    });
    expect(change(before, before)).toMatchObject({ given: { roles: [] }, taken: { roles: [] } });
  });

  it('takes a role until it would have ended, whatever it gives beside', () => {
    const taken = (end: number | null) => change(holding({ a: end }), holding({ b: NOW + 1 })).taken;
    expect([taken(null), taken(FRIDAY)]).toMatchObject([{ until: null }, { until: FRIDAY }]);
  });

  it('counts a guard only if it lasts as long as what is given', () => {
    const guarded = holding({ guard: null });
    expect(change(guarded, holding({ a: FRIDAY, guard: null })).given.holder).toEqual(['a', 'guard']);
    expect(change(null, holding({ a: null, guard: FRIDAY })).given.holder).toEqual(['a']);
  });

  it('gives every role again to an account that lasts longer, and takes none from one that ends sooner', () => {
    const [short, long] = [holding({ a: null, b: NOW + 5 }, NOW + 10), holding({ a: null, b: NOW + 5 }, FRIDAY)];
    expect(change(short, long)).toMatchObject({ given: { roles: ['a'], until: FRIDAY }, taken: { roles: [] } });
    expect(change(long, short)).toMatchObject({ given: { roles: [] }, taken: { roles: [] } });
    const over = holding({ a: null, b: FRIDAY }, NOW);
    expect(change(over, holding({ a: null, b: FRIDAY }))).toMatchObject({ given: { roles: ['a', 'b'], until: null } });
  });
});
