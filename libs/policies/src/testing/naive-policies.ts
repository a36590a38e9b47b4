import fc from 'fast-check';
import type { Permission } from '#kernel';
import type { AuthorizationModel, Conditions, Statement } from '../domain/model.js';
import type { RequestFacts } from '../domain/request-facts.js';
import { modelOf, modelWith, policyOf, roleOf } from './authorization-model.js';

// A second, slow implementation of the policy language by regular expressions, and arbitrary policies for it.

const NOON = Date.UTC(2026, 10, 22, 12);

export const SOME_FACTS: readonly [RequestFacts, ...RequestFacts[]] = [
  { ip: '10.1.2.3', now: NOON, mfaAt: null },
  { ip: '2001:db8::1', now: NOON, mfaAt: NOON - 1_000 },
  { ip: '192.0.2.1', now: NOON, mfaAt: NOON - 1_000_000 },
  { ip: null, now: NOON, mfaAt: NOON - 1_000 },
  { ip: '10.1.2.3', now: NOON, mfaAt: NOON + 3_600_000 },
  { ip: null, now: NOON, mfaAt: null },
];

function patternToRegExp(pattern: string): RegExp {
  const segments = pattern.split('/').map((segment) => {
    if (segment === '**') return '[^/]+(?:/[^/]+)*';
    const glob = segment.replace(/[.+]/g, '\\$&').replaceAll('*', '[^/]*');
    return `(?=[^/])${glob}`;
  });
  return new RegExp(`^${segments.join('/')}$`);
}

function naiveMatch(statement: Statement, permission: Permission, name: string): boolean {
  const kind = permission.split(':')[0];
  const action = statement.actions.some((one) => one === '*' || one === `${kind}:*` || one === permission);
  const resource = statement.resources.some((one) => {
    if (one === '**') return true;
    return one.startsWith(`${kind}:`) && patternToRegExp(one.slice(`${kind}:`.length)).test(name);
  });
  return action && resource;
}

/** Knows only the conditions of {@link anyStatement}. */
function naiveCondition({ conditions, effect }: Statement, facts: RequestFacts): boolean {
  if (conditions?.ip && facts.ip === null) return effect === 'deny';
  if (conditions?.ip && !facts.ip?.startsWith('10.')) return false;
  if (conditions?.mfa && facts.mfaAt === null) return false;
  const age = conditions?.mfa_max_age;
  if (age === undefined) return true;
  // A second factor of more than a minute ahead comes from a clock that was wrong.
  const since = facts.mfaAt === null ? Number.POSITIVE_INFINITY : facts.now - facts.mfaAt;
  return since >= -60_000 && since <= age * 1000;
}

export function naiveDecision(
  model: AuthorizationModel,
  roles: readonly string[],
  facts: RequestFacts,
  permission: Permission,
  name: string,
): boolean {
  if (!permission.startsWith('secret:') && name !== name.toLowerCase()) return false;
  const found = roles.map((role) => model.roles.find((one) => one.name === role));
  if (found.includes(undefined)) return false;
  const policies = found.flatMap((role) => role?.policies ?? []);
  const matching = model.policies
    .filter((policy) => policies.includes(policy.name))
    .flatMap((policy) => policy.statements)
    .filter((one) => naiveMatch(one, permission, name) && naiveCondition(one, facts));
  return matching.some((one) => one.effect === 'allow') && !matching.some((one) => one.effect === 'deny');
}

/** What the statements of a scope say by themselves. */
export function naiveScope(
  statements: readonly Statement[],
  facts: RequestFacts,
  permission: Permission,
  name: string,
): boolean {
  return naiveDecision(modelWith(...statements), ['role'], facts, permission, name);
}

const literal = fc.constantFrom('a', 'b', 'ab', 'aab', 'a.b', 'a-b', 'a+b', 'a@b', 'ba', 'A', 'B', 'aB', 'Ab', 'AB');
const globbed = fc.constantFrom('*', '**', '**', 'a*', '*b', 'a*b', '*a*', '*a*b*', 'a*a*', 'A*', '*B', 'A*b', '*A*');

export const anyName = fc.array(literal, { minLength: 1, maxLength: 5 }).map((segments) => segments.join('/'));

export const anyPattern = fc
  .array(fc.oneof(literal, globbed), { minLength: 1, maxLength: 5 })
  .map((segments) => segments.join('/'));

const anyConditions: fc.Arbitrary<Conditions | undefined> = fc.constantFrom<(Conditions | undefined)[]>(
  undefined,
  undefined,
  undefined,
  { ip: ['10.0.0.0/8'] },
  { mfa: true },
  { mfa_max_age: 10 },
  { mfa: true, ip: ['10.0.0.0/8'] },
);

export const anyStatement: fc.Arbitrary<Statement> = fc.record({
  effect: fc.constantFrom('allow', 'allow', 'deny'),
  actions: fc.subarray(['secret:read', 'secret:list', 'secret:*', 'policy:read', '*'], { minLength: 1, maxLength: 2 }),
  resources: fc.array(
    fc.oneof(
      { weight: 8, arbitrary: anyPattern.map((pattern) => `secret:${pattern}`) },
      { weight: 2, arbitrary: anyPattern.map((pattern) => `policy:${pattern.toLowerCase()}`) },
      { weight: 1, arbitrary: fc.constant('**') },
    ),
    { minLength: 1, maxLength: 4 },
  ),
  conditions: anyConditions,
});

/** Arbitrary models whose `roles` hold arbitrary policies. */
export function anyPolicies(roles: readonly string[]): fc.Arbitrary<AuthorizationModel> {
  const names = ['p0', 'p1', 'p2', 'p3'];
  const statements = fc.array(anyStatement, { maxLength: 4 });
  return fc
    .record({
      policies: fc.tuple(...names.map((name) => statements.map((list) => policyOf(name, list)))),
      roles: fc.tuple(...roles.map((role) => fc.subarray(names).map((policies) => roleOf(role, policies)))),
    })
    .map(modelOf);
}
