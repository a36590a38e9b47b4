import fc from 'fast-check';
import { CofferError } from '#kernel';
import { naiveDecision, policyOf, publishModel, roleOf } from '#policies/testing';
import { addUser, callerAs, type UserNode, userNode, userStores } from '../../testing/user-node.js';

const NAMES = ['ann', 'bob', 'eve'] as const;
const DENY = { effect: 'deny', actions: ['*'], resources: ['**'] } as const;
const READ = { effect: 'allow', actions: ['secret:read'], resources: ['secret:a'] } as const;
const AT_ONCE = 4;

const anyStep = fc.record({
  node: fc.nat(1),
  by: fc.constantFrom(...NAMES),
  to: fc.constantFrom(...NAMES),
  kind: fc.constantFrom('bar', 'free', 'attach', 'detach', 'give', 'take', 'demote', 'promote', 'disable', 'enable'),
});
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** Two nodes on one store, three administrators, and the role `extra` with the policy `extra`. */
async function begin() {
  const stores = userStores();
  const first = userNode(stores);
  const nodes = [first, userNode(stores, first.roots, first.clock)];
  await publishModel(stores.models, {
    roles: [roleOf('extra', ['extra']), roleOf('spare', [])],
    policies: [policyOf('extra', []), policyOf('barring', [DENY])],
  });
  for (const name of NAMES) await addUser(first, name, { roles: ['administrator'] });
  return { stores, nodes };
}

type Race = Awaited<ReturnType<typeof begin>>;

async function run({ stores, nodes }: Race, { node: at, by, to, kind }: Step): Promise<void> {
  const node = nodes[at] as UserNode;
  const find = async (name: string) => {
    const found = await node.accounts.findByUsername(name);
    if (!found) throw new Error('no account');
    return found.value;
  };
  const caller = callerAs(await find(by));
  const target = await find(to);
  const { model } = stores.models;
  const idOf = (kind: 'roles' | 'policies', name: string) => model[kind].find((one) => one.name === name)?.id ?? '';
  const change = (roles: string[]) => node.editing.edit(caller, target.id, { roles }, null);
  const write = (statements: object[]) =>
    node.policies.policies.replace(caller, idOf('policies', 'extra'), { description: '', statements }, null);
  const attach = (policies: string[]) =>
    node.policies.roles.replace(caller, idOf('roles', 'spare'), { description: '', policies }, null);
  const without = (role: string) => target.roles.filter((one) => one !== role);
  switch (kind) {
    case 'bar':
      return void (await write([DENY]));
    case 'free':
      return void (await write([READ]));
    case 'attach':
      return void (await attach(['barring']));
    case 'detach':
      return void (await attach([]));
    case 'give':
      return void (await change([...target.roles, at === 0 ? 'extra' : 'spare']));
    case 'take':
      return void (await change(without(at === 0 ? 'extra' : 'spare')));
    case 'demote':
      return void (await change(without('administrator')));
    case 'promote':
      return void (await change([...target.roles, 'administrator']));
    case 'disable':
      return void (await node.editing.disable(caller, target.id));
    case 'enable':
      return void (await node.editing.enable(caller, target.id));
  }
}

/** Whether an active administrator can write roles, policies and users: by the accounts and a second evaluator. */
function isAdministered({ stores }: Race): boolean {
  const facts = { ip: '192.0.2.1', now: 0, mfaAt: null };
  return stores.users.users.peekAll().some(({ value: { state, roles } }) => {
    if (state !== 'active' || !roles.includes('administrator')) return false;
    return (['role:write', 'policy:write', 'user:write'] as const).every((permission) =>
      naiveDecision(stores.models.model, roles, facts, permission, 'any'),
    );
  });
}

describe('changes of administrators, their roles and policies at once, on two nodes', () => {
  it('leave an administrator who can administer, after each of them [R94]', async () => {
    let refused = 0;
    let done = 0;
    const property = fc.asyncProperty(
      fc.array(anyStep, { minLength: 8, maxLength: 24 }),
      fc.infiniteStream(fc.nat(6)),
      async (steps, pauses) => {
        const race = await begin();
        const wait = async () => {
          for (let turns = pauses.next().value ?? 0; turns > 0; turns -= 1) await null;
          expect(isAdministered(race)).toBe(true);
        };
        race.stores.users.users.hooks.before = wait;
        race.stores.models.models.hooks.before = wait;
        for (let at = 0; at < steps.length; at += AT_ONCE) {
          const ended = await Promise.allSettled(steps.slice(at, at + AT_ONCE).map((step) => run(race, step)));
          for (const end of ended) {
            if (end.status === 'fulfilled') done += 1;
            else if (end.reason instanceof CofferError) refused += end.reason.code === 'last_administrator' ? 1 : 0;
            else throw end.reason;
          }
          expect(isAdministered(race)).toBe(true);
        }
      },
    );
    await fc.assert(property, { numRuns: 150 });
    expect(done).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(10);
  });
});
