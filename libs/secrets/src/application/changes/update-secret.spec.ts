import { newId } from '#kernel';
import { aKeptSecret, secretsUnderTest } from '../../testing/secrets-under-test.js';

describe('changing the metadata of a secret', () => {
  it('refuses an empty change', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    await expect(secrets.update.update(secrets.as('owner'), id, {}, null)).rejects.toMatchObject({
      code: 'validation_failed',
    });
  });

  it('decides before it compares revisions [R45]', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    for (const [role, code] of [
      ['stranger', 'not_found'],
      ['lister', 'forbidden'],
      ['owner', 'precondition_failed'],
    ] as const) {
      await expect(secrets.update.update(secrets.as(role), id, { tags: [] }, [99])).rejects.toMatchObject({ code });
    }
  });

  it('and rotating at the same time loses no change', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    const tags = Array.from({ length: 10 }, (_, index) => [`t${index}`]);
    await Promise.all([
      ...tags.map((one) => secrets.update.update(secrets.as('owner'), id, { tags: one }, null)),
      secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null),
      secrets.update.update(secrets.as('owner'), id, { description: 'd' }, null),
    ]);
    expect(secrets.store.heads.peek(id)).toMatchObject({ revision: 13, value: { version: 2, description: 'd' } });
    expect(await secrets.reveal.reveal(secrets.as('owner'), id, 2)).toMatchObject({ value: 'v2' });
  });

  it('returns the new revision', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    const changed = await secrets.update.update(secrets.as('owner'), id, { description: 'd', expiresAt: null }, [1]);
    expect(changed).toMatchObject({ revision: 2, value: { description: 'd', version: 1 } });
    expect(secrets.outcomes().slice(2)).toEqual(['secret:write allowed', 'secret:write succeeded']);
  });
});

describe('finding a secret', () => {
  it('answers a hidden path and a free path with the same error and the same audit record [R45]', async () => {
    const secrets = await secretsUnderTest();
    await aKeptSecret(secrets);
    const refusals = [];
    for (const path of ['prod/db', 'prod/other']) {
      const refusal = await secrets.find
        .byPath(secrets.as('stranger'), path)
        .catch(({ code, message }) => ({ code, message }));
      refusals.push(refusal);
    }
    expect(refusals[0]).toEqual(refusals[1]);
    expect(refusals[0]).toMatchObject({ code: 'not_found' });
    expect(secrets.outcomes().slice(2)).toEqual(['secret:read denied', 'secret:read denied']);
  });

  it('refuses a text that is no path', async () => {
    const secrets = await secretsUnderTest();
    await expect(secrets.find.byPath(secrets.as('owner'), 'a/../b')).rejects.toMatchObject({
      code: 'validation_failed',
    });
  });

  it('finds it by id and by path, each with one audit record [R71]', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    expect((await secrets.find.byId(secrets.as('owner'), id)).value.path).toBe('prod/db');
    expect((await secrets.find.byPath(secrets.as('owner'), 'prod/db')).value.id).toBe(id);
    expect(secrets.outcomes().slice(2)).toEqual(['secret:read succeeded', 'secret:read succeeded']);
  });
});

describe('the history', () => {
  it('answers 404 to a stranger, and for an id that does not exist [R45]', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    for (const one of [id, newId(), 'x']) {
      const asked = secrets.history.list(secrets.as('stranger'), one, null, 50);
      await expect(asked).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('comes in pages, the newest version first', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    for (const value of ['v2', 'v3', 'v4']) await secrets.rotate.rotate(secrets.as('owner'), id, value, null);
    const first = await secrets.history.list(secrets.as('owner'), id, null, 3);
    expect(first).toMatchObject({
      items: [{ version: 4, state: 'current' }, { version: 3, state: 'archived' }, { version: 2 }],
      next: 2,
    });
    const second = await secrets.history.list(secrets.as('owner'), id, first.next, 3);
    expect(second).toMatchObject({ items: [{ version: 1 }], next: null });
  });
});
