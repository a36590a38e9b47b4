import { aKeptSecret, type SecretsUnderTest, secretsUnderTest } from '../../testing/secrets-under-test.js';

const LOGIN = '{"user":"shop","password":"hunter2","port":5432,"tls":{"ca":"x"},"__proto__":"own"}';

async function errorOf(call: Promise<unknown>): Promise<{ code: string; message: string; details: object }> {
  return call.then(
    () => Promise.reject(new Error('it was not refused')),
    ({ code, message, details }) => ({ code, message, details }),
  );
}

/** The error of a call, what it read, and how it is recorded. */
async function refusalOf(secrets: SecretsUnderTest, call: () => Promise<unknown>) {
  const reads: string[] = [];
  secrets.store.heads.hooks.before = (operation) => void reads.push(operation);
  const before = secrets.log.all().length;
  const { code, message } = await errorOf(call());
  return { code, message, reads, records: secrets.outcomes().slice(before) };
}

describe('revealing a secret by its path', () => {
  it('refuses a text that is no path, before anything is read', async () => {
    const secrets = await secretsUnderTest();
    const refused = await refusalOf(secrets, () => secrets.reveal.revealAt(secrets.as('owner'), 'prod/../db', null));
    expect(refused).toMatchObject({ code: 'validation_failed', reads: [], records: [] });
  });

  it('answers a hidden secret, an absent one and a deleted one with the same error at the same cost [R45]', async () => {
    const secrets = await secretsUnderTest();
    await aKeptSecret(secrets, 'prod/hidden');
    await secrets.remove.delete(secrets.as('owner'), await aKeptSecret(secrets, 'prod/deleted'), null);
    const refused = async (path: string) =>
      refusalOf(secrets, () => secrets.reveal.revealAt(secrets.as('stranger'), path, null));
    const hidden = await refused('prod/hidden');
    expect(hidden).toMatchObject({ code: 'not_found', records: ['secret:reveal denied'] });
    expect(await refused('prod/absent')).toEqual(hidden);
    expect(await refused('prod/deleted')).toEqual(hidden);
  });

  it('is forbidden to a caller who may only see it, before it says that the secret has expired', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    await secrets.update.update(secrets.as('owner'), id, { expiresAt: secrets.clock.now() + 1_000 }, null);
    secrets.clock.at += 1_000;
    const reveal = (role: string) => errorOf(secrets.reveal.revealAt(secrets.as(role), 'prod/db', null));
    expect(await reveal('lister')).toMatchObject({ code: 'forbidden' });
    expect(await reveal('owner')).toMatchObject({ code: 'secret_expired' });
  });

  it('shows the same as by the id, and is recorded as the same, with the reason [R71] [R146]', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    await secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null);
    for (const version of [null, 1, 2]) {
      const caller = secrets.as('owner', { accessReason: 'incident 7' });
      const byPath = await secrets.reveal.revealAt(caller, 'prod/db', version);
      const [record, leaf] = [secrets.log.all().at(-1), secrets.log.leaves().at(-1)];
      expect(record?.personal.access_reason?.value).toBe('incident 7');
      expect(await secrets.reveal.reveal(secrets.as('owner'), id, version)).toEqual(byPath);
      const { action, outcome, resource_id, version: shown } = secrets.log.leaves().at(-1) ?? {};
      expect(leaf).toMatchObject({ action, outcome, resource_id, version: shown });
    }
    expect(await errorOf(secrets.reveal.revealAt(secrets.as('owner'), 'prod/db', 3))).toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/^The secret has no such version/),
    });
  });
});

describe('revealing one field of a secret', () => {
  it('is decided and recorded before the field is looked at, and no error shows the value or its names [R146]', async () => {
    const secrets = await secretsUnderTest();
    await aKeptSecret(secrets, 'prod/login', LOGIN);
    await aKeptSecret(secrets, 'prod/text', 'hunter2');
    const refused = (role: string, path: string, field: string) =>
      refusalOf(secrets, () => secrets.reveal.revealAt(secrets.as(role), path, null, field));
    for (const [path, field, code] of [
      ['prod/login', 'passwort', 'field_not_found'],
      ['prod/login', 'toString', 'field_not_found'],
      ['prod/text', 'password', 'not_an_object'],
    ] as const) {
      expect((await refused('lister', path, field)).code).toBe('forbidden');
      expect((await refused('stranger', path, field)).code).toBe('not_found');
      const { message, ...refusal } = await refused('owner', path, field);
      expect(refusal).toMatchObject({ code, records: ['secret:reveal succeeded'] });
      expect(message).not.toMatch(/hunter2|user|port|tls/);
    }
  });

  it('shows a string as it is, and every other member as its JSON', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets, 'prod/login', LOGIN);
    const shown = async (field: string) => (await secrets.reveal.reveal(secrets.as('owner'), id, null, field)).value;
    expect(await Promise.all(['user', 'port', 'tls', '__proto__'].map(shown))).toEqual([
      ...['shop', '5432', '{"ca":"x"}', 'own'],
    ]);
  });
});
