import { aKeptSecret, RETENTION_MS, secretsUnderTest } from '../../testing/secrets-under-test.js';

async function withDeleted() {
  const secrets = await secretsUnderTest();
  const id = await aKeptSecret(secrets);
  await secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null);
  await secrets.remove.delete(secrets.as('owner'), id, null);
  return { secrets, id };
}

describe('deleting a secret', () => {
  it('is forbidden to a caller who may only list it, and answers 404 to a stranger [R45]', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    await expect(secrets.remove.delete(secrets.as('lister'), id, [99])).rejects.toMatchObject({ code: 'forbidden' });
    await expect(secrets.remove.delete(secrets.as('stranger'), id, [99])).rejects.toMatchObject({ code: 'not_found' });
    await expect(secrets.remove.delete(secrets.as('owner'), id, [99])).rejects.toMatchObject({
      code: 'precondition_failed',
    });
  });

  it('leaves nothing to find, change, rotate or delete', async () => {
    const { secrets, id } = await withDeleted();
    const owner = () => secrets.as('owner');
    const tries = [
      secrets.find.byId(owner(), id),
      secrets.find.byPath(owner(), 'prod/db'),
      secrets.rotate.rotate(owner(), id, 'v3', [1]),
      secrets.update.update(owner(), id, { tags: [] }, [1]),
      secrets.history.list(owner(), id, null, 50),
      secrets.destroy.destroy(owner(), id, 1),
      secrets.remove.delete(owner(), id, null),
    ];
    for (const one of tries) await expect(one).rejects.toMatchObject({ code: 'not_found' });
  });

  it('frees the path at once', async () => {
    const { secrets } = await withDeleted();
    await expect(aKeptSecret(secrets)).resolves.toEqual(expect.any(String));
  });
});

describe('restoring a secret', () => {
  it('is forbidden to a caller who may only list it, and answers 404 to a stranger [R45]', async () => {
    const { secrets, id } = await withDeleted();
    await expect(secrets.restore.restore(secrets.as('lister'), id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(secrets.restore.restore(secrets.as('stranger'), id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is refused if the path is taken again', async () => {
    const { secrets, id } = await withDeleted();
    await aKeptSecret(secrets);
    await expect(secrets.restore.restore(secrets.as('owner'), id)).rejects.toMatchObject({ code: 'path_taken' });
    expect(secrets.store.heads.peek(id)?.value.state).toBe('deleted');
  });

  it('finds nothing once the retention is over, even before the purge', async () => {
    const { secrets, id } = await withDeleted();
    secrets.clock.at += RETENTION_MS;
    await expect(secrets.restore.restore(secrets.as('owner'), id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('brings back the value and the versions, and can be repeated', async () => {
    const { secrets, id } = await withDeleted();
    const restored = await secrets.restore.restore(secrets.as('owner'), id);
    expect(restored.value).toMatchObject({ state: 'live', path: 'prod/db', version: 2 });
    expect((await secrets.restore.restore(secrets.as('owner'), id)).revision).toBe(restored.revision);
    for (const version of [1, 2]) {
      const { value } = await secrets.reveal.reveal(secrets.as('owner'), id, version);
      expect(value).toBe(`v${version}`);
    }
  });
});

describe('purging', () => {
  it('keeps live secrets and recently deleted ones', async () => {
    const { secrets, id } = await withDeleted();
    const live = await aKeptSecret(secrets);
    secrets.clock.at += RETENTION_MS - 1_000;
    expect(await secrets.purge.run()).toBe(0);
    expect(secrets.store.heads.peekAll().map(({ value }) => value.id)).toEqual([id, live].sort());
  });

  it('ends before the next secret when the server stops', async () => {
    const { secrets } = await withDeleted();
    secrets.clock.at += RETENTION_MS + 1;
    expect(await secrets.purge.run(AbortSignal.abort())).toBe(0);
    expect(await secrets.purge.run()).toBe(1);
  });

  it('and a simultaneous restore: one of them wins as a whole', async () => {
    for (const turnsAhead of [0, 1, 2, 3, 4, 6, 8]) {
      const { secrets, id } = await withDeleted();
      secrets.clock.at += RETENTION_MS - 1_000;
      const restoring = secrets.restore.restore(secrets.as('owner'), id).catch((error) => error.code);
      for (let turn = 0; turn < turnsAhead; turn += 1) await new Promise(setImmediate);
      secrets.clock.at += 1_001;
      const [restored] = await Promise.all([restoring, secrets.purge.run()]);
      const head = secrets.store.heads.peek(id);
      if (typeof restored === 'string') {
        expect(restored).toBe('not_found');
        expect(head).toBeNull();
        expect(secrets.store.peekRows(id)).toEqual([]);
      } else {
        expect(head?.value.state).toBe('live');
        expect(await secrets.reveal.reveal(secrets.as('owner'), id, 1)).toMatchObject({ value: 'v1' });
      }
    }
  });

  it('loses against a restore that published first', async () => {
    const { secrets, id } = await withDeleted();
    let restored = false;
    secrets.store.heads.hooks.before = async (operation) => {
      if (operation !== 'replace' || restored) return;
      restored = true;
      secrets.clock.at -= RETENTION_MS;
      await secrets.restore.restore(secrets.as('owner'), id);
    };
    secrets.clock.at += RETENTION_MS + 1;
    expect(await secrets.purge.run()).toBe(0);
    expect(secrets.store.heads.peek(id)?.value.state).toBe('live');
    expect(secrets.store.peekRows(id)).toHaveLength(1);
  });

  it.each(['removeVersions', 'remove'])(
    'continues after a crash before %s, and restores nothing in between',
    async (at) => {
      const { secrets, id } = await withDeleted();
      secrets.clock.at += RETENTION_MS + 1;
      const crash = (operation: string): void => {
        if (operation === at) throw new Error('killed');
      };
      secrets.store.heads.hooks.before = crash;
      secrets.store.archiveHooks.before = crash;
      await expect(secrets.purge.run()).rejects.toThrow('killed');
      await expect(secrets.restore.restore(secrets.as('owner'), id)).rejects.toMatchObject({ code: 'not_found' });
      secrets.store.heads.hooks.before = () => {};
      secrets.store.archiveHooks.before = () => {};
      expect(await secrets.purge.run()).toBe(1);
      expect(secrets.store.heads.peek(id)).toBeNull();
      expect(secrets.store.peekRows(id)).toEqual([]);
    },
  );
});
