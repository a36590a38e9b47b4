import { modelOf, policyOf, roleOf } from '#policies/testing';
import { aKeptSecret, type SecretsUnderTest, secretsUnderTest } from '../../testing/secrets-under-test.js';

const allow = (actions: string[], ...resources: string[]) => ({ effect: 'allow' as const, actions, resources });

const MODEL = modelOf({
  roles: ['owner', 'app', 'part', 'blind', 'nothing'].map((name) => roleOf(name, [name])),
  policies: [
    policyOf('owner', [allow(['secret:*'], 'secret:**')]),
    policyOf('app', [allow(['secret:list', 'secret:reveal'], 'secret:app/**')]),
    policyOf('part', [allow(['secret:list'], 'secret:app/**'), allow(['secret:reveal'], 'secret:app/b')]),
    policyOf('blind', [
      allow(['secret:reveal'], 'secret:**'),
      allow(['secret:list'], 'secret:app/*/x', 'secret:other'),
    ]),
    policyOf('nothing', []),
  ],
});

const QUERY = { prefix: 'app/', deep: false, partial: false };

async function anApp(more: Record<string, string> = {}) {
  const secrets = await secretsUnderTest({ model: MODEL });
  const values = {
    'app/a': 'one',
    'app/b': '{"user":"u","port":5432}',
    'app/deep/c': 'three',
    'apple/d': 'four',
    ...more,
  };
  for (const [path, value] of Object.entries(values)) await aKeptSecret(secrets, path, value);
  return secrets;
}

/** What a call adds to the audit, as `action outcome name`. */
async function recordsOf(secrets: SecretsUnderTest, call: () => Promise<unknown>): Promise<string[]> {
  const before = secrets.log.all().length;
  await call().catch(() => null);
  return secrets.log
    .all()
    .slice(before)
    .map(({ leaf, lasting }) => {
      const { action, outcome } = JSON.parse(leaf);
      return `${action} ${outcome} ${lasting.resource_name?.value ?? '-'}`;
    });
}

describe('the environment below a prefix', () => {
  it('has one record for each secret, in one write, and no other level unless it is asked for [R113]', async () => {
    const secrets = await anApp();
    const writes: (number | undefined)[] = [];
    secrets.log.hooks.before = (operation, batch) => {
      if (operation === 'append') writes.push(batch?.records.length);
    };
    const direct = { A: 'one', B_USER: 'u', B_PORT: '5432' };
    const first = await secrets.environment.reveal(secrets.as('app'), QUERY, []);
    expect(first.variables).toEqual(direct);
    const all = await secrets.environment.reveal(secrets.as('app'), { ...QUERY, deep: true }, []);
    expect(all.variables).toEqual({ ...direct, DEEP_C: 'three' });
    expect(writes).toEqual([2, 3]);
    expect(secrets.outcomes().slice(-5)).toEqual(Array(5).fill('secret:reveal succeeded'));
  });

  it('opens nothing for a client that has it, and records no reveal [R113]', async () => {
    const secrets = await anApp();
    const { tag } = await secrets.environment.reveal(secrets.as('app'), QUERY, []);
    secrets.store.findByPaths = () => Promise.reject(new Error('it was read'));
    const again = () => secrets.environment.reveal(secrets.as('app'), QUERY, ['other', tag]);
    expect(await again()).toEqual({ tag, variables: null });
    expect(await recordsOf(secrets, again)).toEqual(['secret:list succeeded app/']);
  });

  it('has another tag after a rotation, a new secret and a deletion, and not after a change of metadata', async () => {
    const secrets = await anApp();
    const tagNow = async () => (await secrets.environment.reveal(secrets.as('app'), QUERY, [])).tag;
    const tags = [await tagNow()];
    const found = (await secrets.find.byPath(secrets.as('owner'), 'app/a')).value.id;
    await secrets.update.update(secrets.as('owner'), found, { description: 'd' }, null);
    expect(await tagNow()).toBe(tags[0]);
    await secrets.rotate.rotate(secrets.as('owner'), found, 'one', null);
    tags.push(await tagNow());
    const added = await aKeptSecret(secrets, 'app/e');
    tags.push(await tagNow());
    await secrets.remove.delete(secrets.as('owner'), found, null);
    tags.push(await tagNow());
    await secrets.remove.delete(secrets.as('owner'), added, null);
    tags.push(await tagNow());
    expect(new Set(tags).size).toBe(5);
  });

  it('is refused with the paths that may be listed and not revealed, also to who has it, with a record each [R113]', async () => {
    const secrets = await anApp();
    const { tag } = await secrets.environment.reveal(secrets.as('app'), QUERY, []);
    const ask = () => secrets.environment.reveal(secrets.as('part'), QUERY, [tag]);
    await expect(ask()).rejects.toMatchObject({
      code: 'forbidden',
      details: { paths: [{ path: 'app/a', code: 'forbidden', decisionId: expect.any(String) }] },
    });
    expect(await recordsOf(secrets, ask)).toEqual(['secret:reveal denied app/a', 'secret:reveal failed app/b']);
    const partial = { ...QUERY, partial: true };
    const part = await secrets.environment.reveal(secrets.as('part'), partial, []);
    expect(part.variables).toEqual({ B_USER: 'u', B_PORT: '5432' });
    const none = () => secrets.environment.reveal(secrets.as('part'), { ...partial, prefix: 'app/deep/' }, []);
    expect((await none()).variables).toEqual({});
    expect(await recordsOf(secrets, none)).toEqual(['secret:list succeeded app/deep/']);
  });

  it('keeps hidden what is hidden, and is not found where nothing may be listed', async () => {
    const secrets = await anApp();
    for (const [role, prefix] of [
      ['app', 'apple/'],
      ['app', 'none/'],
      ['blind', 'app/'],
    ] as const) {
      const ask = () => secrets.environment.reveal(secrets.as(role), { ...QUERY, prefix }, []);
      await expect(ask()).rejects.toMatchObject({ code: 'not_found' });
      expect(await recordsOf(secrets, ask)).toEqual([`secret:reveal denied ${prefix}`]);
    }
    const ask = () => secrets.environment.reveal(secrets.as('nothing'), QUERY, []);
    await expect(ask()).rejects.toMatchObject({ code: 'forbidden' });
    expect(await recordsOf(secrets, ask)).toEqual(['secret:list denied -']);
  });

  it('is refused with the paths that have expired, or is without them if a part will do', async () => {
    const secrets = await anApp();
    const expiresAt = secrets.clock.now() + 1_000;
    await secrets.create.create(secrets.as('owner'), { path: 'app/old', value: 'v', expiresAt });
    const { tag } = await secrets.environment.reveal(secrets.as('app'), QUERY, []);
    await secrets.clock.advance(1_000);
    const ask = () => secrets.environment.reveal(secrets.as('app'), QUERY, [tag]);
    await expect(ask()).rejects.toMatchObject({
      code: 'secret_expired',
      details: { paths: [{ path: 'app/old', code: 'secret_expired' }] },
    });
    expect(await recordsOf(secrets, ask)).toEqual([
      'secret:reveal failed app/a',
      'secret:reveal failed app/b',
      'secret:reveal failed app/old',
    ]);
    const part = await secrets.environment.reveal(secrets.as('app'), { ...QUERY, partial: true }, [tag]);
    expect(Object.keys(part.variables ?? {})).toEqual(['A', 'B_USER', 'B_PORT']);
  });

  it.each([
    [{ 'app/b.user': 'x' }, 'variable_collision', ['app/b', 'app/b.user'], '"B_USER"'],
    [{ 'app/c': '{"a-b":1,"a_b":2}' }, 'variable_collision', ['app/c'], '"C_A_B"'],
    [{ 'app/1st': 'x' }, 'variable_invalid', ['app/1st'], '"1ST"'],
    [{ 'app/c': '{"a b":1}' }, 'variable_invalid', ['app/c'], '"C_A B"'],
    [{ 'app/c': '{"a\\n":1}' }, 'variable_invalid', ['app/c'], 'cannot be shown'],
  ])('with %j is refused, and the audit claims no reveal [R113]', async (more, code, paths, words) => {
    const secrets = await anApp(more as unknown as Record<string, string>);
    const ask = () => secrets.environment.reveal(secrets.as('app'), QUERY, []);
    const refused = await ask().catch((error) => error);
    expect(refused).toMatchObject({ code, details: { paths: paths.map((path) => ({ path, code })) } });
    expect(refused.message).toContain(words);
    const records = await recordsOf(secrets, ask);
    expect(records).toHaveLength(3);
    expect(records.filter((one) => !one.startsWith('secret:reveal failed app/'))).toEqual([]);
  });

  it('has 200 secrets and 1,000 variables at most, and passes over deeper levels without reading them all', async () => {
    const secrets = await secretsUnderTest({ model: MODEL });
    const keep = (path: string, value = 'v') => aKeptSecret(secrets, path, value);
    for (let n = 0; n < 230; n += 1) await keep(`app/deep/${n}`);
    for (let n = 0; n < 200; n += 1) await keep(`app/z${n}`);
    const full = await secrets.environment.reveal(secrets.as('app'), QUERY, []);
    expect(Object.keys(full.variables ?? {})).toHaveLength(200);
    expect(secrets.outcomes().filter((one) => one === 'secret:reveal succeeded')).toHaveLength(200);
    await expect(secrets.environment.reveal(secrets.as('app'), { ...QUERY, deep: true }, [])).rejects.toMatchObject({
      code: 'answer_too_large',
    });
    await keep('app/zz');
    await expect(secrets.environment.reveal(secrets.as('app'), QUERY, [])).rejects.toMatchObject({
      code: 'answer_too_large',
    });
    await keep('wide/a', JSON.stringify(Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`k${n}`, n]))));
    const wide = secrets.environment.reveal(secrets.as('owner'), { ...QUERY, prefix: 'wide/' }, []);
    await expect(wide).rejects.toMatchObject({ code: 'answer_too_large' });
  });

  it('says of each secret what is true when it is read: a new version, an end, another policy', async () => {
    const secrets = await anApp();
    const find = secrets.store.findByPaths.bind(secrets.store);
    const id = (await secrets.find.byPath(secrets.as('owner'), 'app/a')).value.id;
    secrets.store.findByPaths = async (paths) => {
      secrets.store.findByPaths = find;
      await secrets.rotate.rotate(secrets.as('owner'), id, 'newer', null);
      return find(paths);
    };
    const { tag, variables } = await secrets.environment.reveal(secrets.as('app'), QUERY, []);
    expect(variables).toMatchObject({ A: 'newer' });
    expect(await secrets.environment.reveal(secrets.as('app'), QUERY, [tag])).toEqual({ tag, variables: null });
    secrets.store.findByPaths = async (paths) => {
      await secrets.remove.delete(secrets.as('owner'), id, null);
      return find(paths);
    };
    const without = await secrets.environment.reveal(secrets.as('app'), QUERY, []);
    expect(Object.keys(without.variables ?? {})).toEqual(['B_USER', 'B_PORT']);
  });
});
