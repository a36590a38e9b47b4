import { asSealed, OutcomeUnknown, PartUnavailable } from '#kernel';
import { aKeptSecret, secretsUnderTest } from '../../testing/secrets-under-test.js';

async function withTwoVersions() {
  const secrets = await secretsUnderTest();
  const id = await aKeptSecret(secrets);
  await secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null);
  return { secrets, id };
}

describe('destroying a version', () => {
  it('decides before it looks at the version [R45]', async () => {
    const { secrets, id } = await withTwoVersions();
    for (const version of [1, 2, 3]) {
      await expect(secrets.destroy.destroy(secrets.as('lister'), id, version)).rejects.toMatchObject({
        code: 'forbidden',
      });
      await expect(secrets.destroy.destroy(secrets.as('stranger'), id, version)).rejects.toMatchObject({
        code: 'not_found',
      });
    }
  });

  it('does not find a version that is not listed', async () => {
    const { secrets, id } = await withTwoVersions();
    for (const version of [0, 3, Number.NaN]) {
      await expect(secrets.destroy.destroy(secrets.as('owner'), id, version)).rejects.toMatchObject({
        code: 'not_found',
      });
    }
  });

  it('refuses the current version', async () => {
    const { secrets, id } = await withTwoVersions();
    await expect(secrets.destroy.destroy(secrets.as('owner'), id, 2)).rejects.toMatchObject({
      code: 'version_current',
    });
    expect(await secrets.reveal.reveal(secrets.as('owner'), id, 2)).toMatchObject({ value: 'v2' });
  });

  it('leaves a marker that a late archive write cannot overwrite', async () => {
    const { secrets, id } = await withTwoVersions();
    await secrets.destroy.destroy(secrets.as('owner'), id, 1);
    await secrets.store.archive(id, 1, asSealed('late'), secrets.clock.now());
    expect(await secrets.store.loadVersion(id, 1)).toBeNull();
    expect(secrets.store.peekRows(id)).toEqual([{ version: 1, marker: true }]);
  });

  it('leaves a marker even if the archive write had not landed yet', async () => {
    const { secrets, id } = await withTwoVersions();
    await secrets.store.removeVersion(id, 1);
    await secrets.destroy.destroy(secrets.as('owner'), id, 1);
    await secrets.store.archive(id, 1, asSealed('late'), secrets.clock.now());
    expect(await secrets.store.loadVersion(id, 1)).toBeNull();
  });

  it.each([new PartUnavailable('store'), new OutcomeUnknown()])(
    'is recorded as succeeded only once the bytes are gone, if the store failed between its steps (%s) [R69]',
    async (lost) => {
      const { secrets, id } = await withTwoVersions();
      let down = true;
      secrets.store.archiveHooks.before = (operation) => {
        if (operation === 'destroyVersion' && down) throw lost;
      };
      await expect(secrets.destroy.destroy(secrets.as('owner'), id, 1)).rejects.toMatchObject({
        code: 'outcome_unknown',
      });
      await expect(secrets.reveal.reveal(secrets.as('owner'), id, 1)).rejects.toMatchObject({ code: 'not_found' });
      expect(secrets.outcomes()).not.toContain('secret:destroy succeeded');
      expect(secrets.outcomes()).not.toContain('secret:destroy failed');
      down = false;
      const records = secrets.log.all().length;
      await secrets.recorded(records + 1);
      expect(secrets.outcomes().at(-1)).toBe('secret:destroy succeeded');
      expect(secrets.store.peekRows(id)).toEqual([{ version: 1, marker: true }]);
    },
  );

  it('can be repeated', async () => {
    const { secrets, id } = await withTwoVersions();
    await secrets.destroy.destroy(secrets.as('owner'), id, 1);
    const { revision } = secrets.store.heads.peek(id) ?? {};
    await secrets.destroy.destroy(secrets.as('owner'), id, 1);
    expect(secrets.store.heads.peek(id)?.revision).toBe(revision);
  });

  it('shows in the history', async () => {
    const { secrets, id } = await withTwoVersions();
    await secrets.destroy.destroy(secrets.as('owner'), id, 1);
    const { items } = await secrets.history.list(secrets.as('owner'), id, null, 50);
    expect(items.map(({ version, state }) => `${version} ${state}`)).toEqual(['2 current', '1 destroyed']);
  });
});
