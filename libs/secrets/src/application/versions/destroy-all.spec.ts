import { codeOf } from '#kernel/testing';
import { aKeptSecret, type SecretsUnderTest, secretsUnderTest } from '../../testing/secrets-under-test.js';

const PATH = 'prod/db';

/** A secret with versions 1 to `count`. */
async function versions(secrets: SecretsUnderTest, count: number): Promise<string> {
  const id = await aKeptSecret(secrets, PATH);
  for (let n = 2; n <= count; n += 1) await secrets.rotate.rotate(secrets.as('owner'), id, `v${n}`, null);
  return id;
}

const destroyAll = (secrets: SecretsUnderTest, named: number[], role = 'owner') =>
  secrets.destroy.destroyAll(secrets.as(role), PATH, named);

const states = async (secrets: SecretsUnderTest, id: string) =>
  (await secrets.store.heads.load(id))?.value.versions.map(({ version, state }) => `${version} ${state}`);

describe('destroying several versions at once', () => {
  it('is refused to who may not, and where there is no secret', async () => {
    const secrets = await secretsUnderTest();
    await expect(codeOf(destroyAll(secrets, [1]))).resolves.toBe('not_found');
    const id = await versions(secrets, 2);
    await expect(codeOf(destroyAll(secrets, [1], 'lister'))).resolves.toBe('forbidden');
    await expect(codeOf(destroyAll(secrets, [1], 'stranger'))).resolves.toBe('not_found');
    expect(await states(secrets, id)).toEqual(['1 kept', '2 kept']);
  });

  it('destroys none if one of them is current', async () => {
    const secrets = await secretsUnderTest();
    const id = await versions(secrets, 3);
    await expect(codeOf(destroyAll(secrets, [1, 3]))).resolves.toBe('version_current');
    expect(await states(secrets, id)).toEqual(['1 kept', '2 kept', '3 kept']);
    expect(secrets.store.peekVersion(id, 1)).not.toBeNull();
  });

  it('destroys them by one change, names them in the audit, and may be repeated', async () => {
    const secrets = await secretsUnderTest();
    const id = await versions(secrets, 3);
    const { revision } = (await secrets.store.heads.load(id)) ?? { revision: 0 };
    await destroyAll(secrets, [1, 2, 99]);
    expect(await states(secrets, id)).toEqual(['1 destroyed', '2 destroyed', '3 kept']);
    expect((await secrets.store.heads.load(id))?.revision).toBe(revision + 1);
    expect([1, 2].map((version) => secrets.store.peekVersion(id, version))).toEqual([null, null]);
    await destroyAll(secrets, [1, 2]);
    await destroyAll(secrets, [1]);
    await destroyAll(secrets, [99]);
    const done = secrets.log
      .all()
      .filter(({ leaf }) => leaf.includes('"secret:destroy"') && leaf.includes('"succeeded"'));
    expect(done.map(({ lasting }) => lasting.changes?.value ?? null)).toEqual([
      '[{"field":"versions","before":["1","2"],"after":[],"omitted":0}]',
      '[{"field":"versions","before":["1","2"],"after":[],"omitted":0}]',
      null,
      null,
    ]);
  });
});
