import { codeOf } from '#kernel/testing';
import { modelOf, policyOf, roleOf } from '#policies/testing';
import { aKeptSecret, type SecretsUnderTest, secretsUnderTest } from '../../testing/secrets-under-test.js';
import type { ValueMaker } from '../versions/rotate-secret.js';
import type { PutConditions } from './put-conditions.js';

const PATH = 'prod/db';
const ANY: PutConditions = { seen: null, mustExist: false, mustBeNew: false };
const appended: ValueMaker = (present) => `${present ?? 'none'}+`;

const putMade = (secrets: SecretsUnderTest, conditions: Partial<PutConditions> = {}, make = appended, role = 'owner') =>
  secrets.put.putMade(secrets.as(role), PATH, make, { ...ANY, ...conditions });

const value = async (secrets: SecretsUnderTest, version: number | null = null) =>
  (await secrets.reveal.revealAt(secrets.as('owner'), PATH, version)).value;

/** Each role may do what its name says, to everything. */
const MODEL = modelOf({
  roles: ['owner', 'write', 'rotate', 'reveal'].map((name) => roleOf(name, [name])),
  policies: ['owner', 'write', 'rotate', 'reveal'].map((name) =>
    policyOf(name, [
      { effect: 'allow', actions: [name === 'owner' ? 'secret:*' : `secret:${name}`], resources: ['secret:**'] },
    ]),
  ),
});

describe('a value that is made of the present one', () => {
  it('is refused if it is no value, and if the path is none', async () => {
    const secrets = await secretsUnderTest();
    await expect(putMade(secrets, {}, () => '\ud800')).rejects.toThrow(/value must be/);
    await expect(secrets.put.putMade(secrets.as('owner'), 'a b', appended, ANY)).rejects.toThrow(/path must be/);
    expect(secrets.store.heads.peekAll()).toEqual([]);
  });

  it.each([
    ['write', 'created', 'forbidden'],
    ['rotate', 'forbidden', 'rotated'],
    ['reveal', 'forbidden', 'forbidden'],
  ])('needs no permission to reveal: with %s alone it is %s or %s', async (role, free, taken) => {
    const secrets = await secretsUnderTest({ model: MODEL });
    const told = () =>
      putMade(secrets, {}, appended, role).then(
        ({ created }) => (created ? 'created' : 'rotated'),
        (error) => error.code,
      );
    const atFreePath = await told();
    if (atFreePath !== 'created') await aKeptSecret(secrets, PATH);
    expect([atFreePath, await told()]).toEqual([free, taken]);
  });

  it('is made of nothing at a free path, and of the current version otherwise', async () => {
    const secrets = await secretsUnderTest();
    await putMade(secrets);
    await putMade(secrets);
    expect([await value(secrets, 1), await value(secrets, 2)]).toEqual(['none+', 'none++']);
  });

  it('is kept only if the version that is demanded is current', async () => {
    const secrets = await secretsUnderTest();
    await expect(codeOf(putMade(secrets, { version: 1, mustExist: true }))).resolves.toBe('precondition_failed');
    await aKeptSecret(secrets, PATH, 'a');
    await expect(codeOf(putMade(secrets, { version: 2 }))).resolves.toBe('precondition_failed');
    await putMade(secrets, { version: 1 });
    await expect(codeOf(putMade(secrets, { version: 1 }))).resolves.toBe('precondition_failed');
    expect(await value(secrets)).toBe('a+');
  });

  it('loses nothing when many are made at once', async () => {
    const secrets = await secretsUnderTest({ versionsKept: 100 });
    await aKeptSecret(secrets, PATH, '');
    await Promise.all(Array.from({ length: 20 }, () => putMade(secrets)));
    expect(await value(secrets)).toBe('+'.repeat(20));
  });

  it('has one winner among those that demand one version', async () => {
    const secrets = await secretsUnderTest();
    await aKeptSecret(secrets, PATH, 'a');
    const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(putMade(secrets, { version: 1 }))));
    expect(codes.filter((code) => code === 'precondition_failed')).toHaveLength(19);
    expect(await value(secrets)).toBe('a+');
  });
});

describe('a revision', () => {
  const revise = (secrets: SecretsUnderTest, role = 'owner', from: number | null = null, make = appended) =>
    secrets.rotate.revise(secrets.as(role), PATH, make, from);

  it('needs permissions to rotate and to reveal', async () => {
    const secrets = await secretsUnderTest({ model: MODEL });
    await aKeptSecret(secrets, PATH, 'a');
    for (const role of ['write', 'rotate', 'reveal']) {
      await expect(codeOf(revise(secrets, role))).resolves.toMatch(/forbidden|not_found/);
    }
    expect(await value(secrets)).toBe('a');
  });

  it('makes no secret, and changes none that is deleted, expired or at another version', async () => {
    const secrets = await secretsUnderTest();
    await expect(codeOf(revise(secrets))).resolves.toBe('not_found');
    const id = await aKeptSecret(secrets, PATH, 'a');
    await expect(codeOf(revise(secrets, 'owner', 2))).resolves.toBe('precondition_failed');
    await secrets.update.update(secrets.as('owner'), id, { expiresAt: secrets.clock.now() + 1 }, null);
    await secrets.clock.advance(1);
    await expect(codeOf(revise(secrets))).resolves.toBe('secret_expired');
    await secrets.remove.delete(secrets.as('owner'), id, null);
    await expect(codeOf(revise(secrets))).resolves.toBe('not_found');
  });

  it('is not published if its maker refuses', async () => {
    const secrets = await secretsUnderTest();
    await aKeptSecret(secrets, PATH, 'a');
    const refuse = () => {
      throw new Error('no');
    };
    await expect(revise(secrets, 'owner', null, refuse)).rejects.toThrow('no');
    expect(await value(secrets)).toBe('a');
  });

  it('keeps what others write meanwhile', async () => {
    const secrets = await secretsUnderTest({ versionsKept: 100 });
    await aKeptSecret(secrets, PATH, '');
    await Promise.all(Array.from({ length: 20 }, () => revise(secrets)));
    expect(await value(secrets)).toBe('+'.repeat(20));
    expect(secrets.outcomes().filter((one) => one === 'secret:rotate succeeded')).toHaveLength(20);
  });
});
