import { newId } from '#kernel';
import { type AuthorizationModel } from '#policies';
import { CompiledModel, type Policy, type Statement } from '#policies/testing';
import { median } from './measure/statistics.js';

const POLICIES = 1_000;
const NAMES = 1_000;
const ROUNDS = 20;
const DECISIONS = 20_000;
const FACTS = { ip: '192.0.2.1', now: 1_790_000_000_000, mfaAt: null };

/** Statements of each common kind in turn. Each policy names other paths. */
function statementOf(number: number): Statement {
  const kinds: Statement[] = [
    { effect: 'allow', actions: ['secret:reveal'], resources: [`secret:team-${number}/**`] },
    { effect: 'allow', actions: ['secret:*'], resources: [`secret:*/app-${number}/config`] },
    { effect: 'allow', actions: ['secret:read', 'secret:reveal'], resources: [`secret:prod/db-${number}*/*`] },
    { effect: 'deny', actions: ['*'], resources: [`secret:**/root-${number}`] },
    {
      effect: 'allow',
      actions: ['secret:reveal'],
      resources: [`secret:night/shift-${number}/**`],
      conditions: { ip: ['192.0.2.0/24'] },
    },
  ];
  return kinds[number % kinds.length] ?? { effect: 'deny', actions: ['*'], resources: ['**'] };
}

function nameOf(number: number): string {
  const policy = (number * 7) % POLICIES;
  const names = [
    `team-${policy}/api/key`,
    `west/app-${policy}/config`,
    `prod/db-${policy}-main/password`,
    `team-${policy}/a/b/c/root-${policy}`,
    `night/shift-${policy}/lamp`,
    `nobody/has/this-${policy}`,
  ];
  return names[number % names.length] ?? '';
}

/** Microseconds for one decision of a caller whose one role has 1,000 policies: the median of rounds. */
export function decisionMicroseconds(): number {
  const at = { builtIn: false, revision: 1, createdAt: 0, updatedAt: 0, description: '' };
  const policies = Array.from({ length: POLICIES }, (_, number): Policy => {
    return { ...at, id: newId(), name: `policy-${number}`, statements: [statementOf(number)] };
  });
  const role = {
    ...{ ...at, id: newId(), name: 'all', policies: policies.map(({ name }) => name) },
    ...{ mfaRequired: false, deletingSince: null },
  };
  const model: AuthorizationModel = {
    id: 'model',
    roles: [role],
    policies,
    administrators: [],
    administratorRoles: {},
  };
  const compiled = new CompiledModel(1, model);
  const names = Array.from({ length: NAMES }, (_, number) => nameOf(number));
  const rounds = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    for (let n = 0; n < DECISIONS; n++)
      compiled.decide({ roles: ['all'] }, FACTS, 'secret:reveal', names[n % NAMES] ?? '');
    return ((performance.now() - began) * 1_000) / DECISIONS;
  });
  return median(rounds);
}
