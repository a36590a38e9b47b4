import { OutcomeUnknown, PartUnavailable } from '#kernel';
import { codeOf } from '#kernel/testing';
import { aKeptSecret, secretsUnderTest } from '../../testing/secrets-under-test.js';
import type { SecretDraft } from './create-secret.js';

const DRAFT: SecretDraft = { path: 'prod/db', value: 'v' };

function coded(code: string): unknown {
  return expect.objectContaining({ code });
}

describe('creating a secret', () => {
  it.each([
    ['path', { path: '../etc' }],
    ['path', { path: 'prod/**' }],
    ['value', { value: '\ud800' }],
    ['value', { value: '\u20ac'.repeat(30_000) }],
    ['tags', { tags: ['a', 'a'] }],
    ['expires_at', { expiresAt: 1 }],
  ])('refuses a wrong %s and changes nothing [R72]', async (field, wrong) => {
    const secrets = await secretsUnderTest();
    await expect(secrets.create.create(secrets.as('owner'), { ...DRAFT, ...wrong })).rejects.toMatchObject({
      code: 'validation_failed',
      details: { fields: [{ field }] },
    });
    expect(secrets.store.heads.peekAll()).toEqual([]);
    expect(secrets.outcomes()).toEqual([]);
  });

  it('is forbidden at a path where the caller may not write, taken or free [R45]', async () => {
    const secrets = await secretsUnderTest();
    await aKeptSecret(secrets, 'prod/taken');
    for (const path of ['prod/taken', 'prod/free']) {
      const refused = secrets.create.create(secrets.as('stranger'), { ...DRAFT, path });
      await expect(refused).rejects.toMatchObject({
        code: 'forbidden',
        details: { decisionId: expect.any(String) },
      });
    }
    expect(secrets.outcomes().slice(2)).toEqual(['secret:write denied', 'secret:write denied']);
  });

  it('answers that the path is taken, and records a failure', async () => {
    const secrets = await secretsUnderTest();
    await aKeptSecret(secrets);
    await expect(secrets.create.create(secrets.as('owner'), DRAFT)).rejects.toEqual(coded('path_taken'));
    expect(secrets.outcomes().slice(2)).toEqual(['secret:write allowed', 'secret:write failed']);
  });

  it('gives a path to one of 50 simultaneous requests', async () => {
    const secrets = await secretsUnderTest();
    const all = await Promise.allSettled(
      Array.from({ length: 50 }, () => secrets.create.create(secrets.as('owner'), DRAFT)),
    );
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(secrets.store.heads.peekAll()).toHaveLength(1);
  });

  it('changes nothing if the audit cannot be written [R66]', async () => {
    const secrets = await secretsUnderTest();
    secrets.log.hooks.before = () => {
      throw new PartUnavailable('store');
    };
    const creation = secrets.clock.drive(secrets.create.create(secrets.as('owner'), DRAFT));
    await expect(creation).rejects.toEqual(coded('audit_unavailable'));
    expect(secrets.store.heads.peekAll()).toEqual([]);
  });

  it('is recorded as succeeded or failed as it really ended, if the store’s answer was lost [R69]', async () => {
    for (const landed of [true, false]) {
      const secrets = await secretsUnderTest();
      secrets.store.heads.hooks[landed ? 'after' : 'before'] = (operation) => {
        if (operation === 'insert') throw new OutcomeUnknown();
      };
      await expect(secrets.create.create(secrets.as('owner'), DRAFT)).rejects.toEqual(coded('outcome_unknown'));
      await secrets.recorded(2);
      expect(secrets.outcomes()).toEqual(['secret:write allowed', `secret:write ${landed ? 'succeeded' : 'failed'}`]);
    }
  });

  it('answers busy, not that the path is taken, if its request was fenced', async () => {
    const secrets = await secretsUnderTest();
    const caller = secrets.as('owner');
    secrets.store.heads.hooks.before = async (operation, id) => {
      if (operation === 'insert') await secrets.store.heads.fence(id, caller.request.requestId);
    };
    await expect(secrets.create.create(caller, DRAFT)).rejects.toEqual(coded('busy'));
  });

  it('keeps version 1 sealed, under the id that the audit named before', async () => {
    const secrets = await secretsUnderTest();
    const { revision, value } = await secrets.create.create(secrets.as('owner'), {
      ...DRAFT,
      value: 'hunter2-hunter2',
    });
    expect(revision).toBe(1);
    expect(value).toMatchObject({ path: 'prod/db', version: 1, state: 'live' });
    expect(JSON.stringify(secrets.store.heads.peekAll())).not.toContain('hunter2');
    expect(JSON.stringify(secrets.log.all())).not.toContain('hunter2');
    expect(secrets.outcomes()).toEqual(['secret:write allowed', 'secret:write succeeded']);
    expect(secrets.log.leaves().map((leaf) => leaf.resource_id)).toEqual([value.id, value.id]);
  });

  it('inserts nothing later than 30 s after its request came in: a key of its seal may be gone then', async () => {
    const secrets = await secretsUnderTest();
    const create = (age: number) => {
      const caller = secrets.as('owner', { receivedAt: secrets.clock.now() - age });
      return codeOf(secrets.create.create(caller, { path: 'prod/late', value: 'v1' }));
    };
    expect(await create(30_000)).toBe('busy');
    expect(secrets.store.heads.peekAll()).toEqual([]);
    expect(await create(29_999)).toBe('none');
  });
});
