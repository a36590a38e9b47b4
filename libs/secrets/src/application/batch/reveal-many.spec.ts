import { aKeptSecret, type SecretsUnderTest, secretsUnderTest } from '../../testing/secrets-under-test.js';

/** Secrets of every kind: two that the role `stranger` may reveal, one that it may not see, one that has expired. */
async function someSecrets() {
  const secrets = await secretsUnderTest();
  for (const path of ['own/a', 'own/b', 'prod/hidden']) await aKeptSecret(secrets, path, `value of ${path}`);
  const expiresAt = secrets.clock.now() + 1_000;
  await secrets.create.create(secrets.as('owner'), { path: 'own/expired', value: 'v', expiresAt });
  await secrets.clock.advance(2_000);
  return secrets;
}

/** The records since `before`, as `outcome path version`. */
const recordsSince = (secrets: SecretsUnderTest, before: number) =>
  secrets.log
    .all()
    .slice(before)
    .map(({ leaf, lasting }) => {
      const { action, outcome, version } = JSON.parse(leaf);
      return `${action} ${outcome} ${lasting.resource_name?.value} ${version ?? '-'}`;
    });

const ALL = ['own/b', 'prod/hidden', 'own/expired', 'own/none', 'own/a'];

describe('revealing several secrets', () => {
  it('answers in the order of the request, and says of each other path what a single reveal says [R113]', async () => {
    const secrets = await someSecrets();
    const before = secrets.log.all().length;
    const { items, errors } = await secrets.many.reveal(secrets.as('stranger'), ALL, false);
    expect(items.map(({ path, value, version }) => [path, value, version])).toEqual([
      ['own/b', 'value of own/b', 1],
      ['own/a', 'value of own/a', 1],
    ]);
    expect(errors).toEqual([
      { path: 'prod/hidden', code: 'not_found', decisionId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      { path: 'own/expired', code: 'secret_expired' },
      { path: 'own/none', code: 'not_found', decisionId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ]);
    expect(recordsSince(secrets, before)).toEqual([
      'secret:reveal succeeded own/b 1',
      'secret:reveal denied prod/hidden -',
      'secret:reveal failed own/expired 1',
      'secret:reveal denied own/none -',
      'secret:reveal succeeded own/a 1',
    ]);
  });

  it('records of each path exactly what a reveal of it alone records [R113]', async () => {
    const secrets = await someSecrets();
    const fieldsOf = (before: number) =>
      secrets.log
        .all()
        .slice(before)
        .map(({ leaf, lasting, personal }) => {
          const {
            seq: _,
            at: __,
            request_id: ___,
            decision_id,
            commitments,
            actor_id: ____,
            ...rest
          } = JSON.parse(leaf);
          delete rest.credential;
          const values = Object.entries({ ...lasting, ...personal }).map(([name, one]) => [name, one?.value]);
          return { ...rest, isDecided: decision_id !== null, committed: Object.keys(commitments), values };
        });
    const caller = () => secrets.as('stranger', { ip: '192.0.2.1', accessReason: 'start' });
    const start = secrets.log.all().length;
    for (const path of ALL) await secrets.reveal.revealAt(caller(), path, null).catch(() => null);
    const middle = secrets.log.all().length;
    await secrets.many.reveal(caller(), ALL, false);
    const singly = fieldsOf(start).slice(0, middle - start);
    expect(singly).toHaveLength(ALL.length);
    expect(fieldsOf(middle)).toEqual(singly);
  });

  it('writes all records by one write, and gives nothing if that fails [R113]', async () => {
    const secrets = await someSecrets();
    const sizes: (number | undefined)[] = [];
    secrets.log.hooks.before = (operation, batch) => {
      if (operation === 'append') sizes.push(batch?.records.length);
    };
    await secrets.many.reveal(secrets.as('stranger'), ALL, false);
    expect(sizes).toEqual([ALL.length]);
  });

  it('gives nothing if one of all fails, and the audit claims no reveal [R113]', async () => {
    const secrets = await someSecrets();
    const before = secrets.log.all().length;
    const refused = secrets.many.reveal(secrets.as('stranger'), ['own/a', 'own/none', 'own/b'], true);
    await expect(refused).rejects.toMatchObject({
      code: 'batch_incomplete',
      details: { paths: [{ path: 'own/none', code: 'not_found' }] },
    });
    expect(recordsSince(secrets, before)).toEqual([
      'secret:reveal failed own/a 1',
      'secret:reveal denied own/none -',
      'secret:reveal failed own/b 1',
    ]);
    const { items } = await secrets.many.reveal(secrets.as('stranger'), ['own/a', 'own/b'], true);
    expect(items).toHaveLength(2);
  });

  it('refuses paths that are none and those that come twice, by their places', async () => {
    const secrets = await someSecrets();
    await expect(secrets.many.reveal(secrets.as('owner'), ['a', 'b', 'a', 'b'], false)).rejects.toMatchObject({
      code: 'validation_failed',
      details: { fields: [{ field: 'paths[2]' }, { field: 'paths[3]' }] },
    });
    await expect(secrets.many.reveal(secrets.as('owner'), ['a/../b'], false)).rejects.toMatchObject({
      code: 'validation_failed',
    });
  });

  it('opens nothing that its memory or its answer cannot hold, and a hidden secret takes none of it', async () => {
    const secrets = await secretsUnderTest();
    const large = '\u0001'.repeat(65_536);
    const paths = Array.from({ length: 23 }, (_, n) => `prod/${n}`);
    for (const path of paths) await aKeptSecret(secrets, path, large);
    await expect(secrets.many.reveal(secrets.as('owner'), paths, false)).rejects.toMatchObject({
      code: 'answer_too_large',
    });
    let reserved = 0;
    const reserve = (bytes: number) => {
      reserved += bytes;
    };
    await secrets.many.reveal(secrets.as('stranger', { reserve }), paths, false);
    expect(reserved).toBe(0);
    await secrets.many.reveal(secrets.as('owner', { reserve }), paths.slice(0, 2), false);
    expect(reserved).toBeGreaterThan(4 * 65_536);
  });
});
