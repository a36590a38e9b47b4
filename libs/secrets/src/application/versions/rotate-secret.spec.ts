import { newId, OutcomeUnknown, PartUnavailable } from '#kernel';
import { aKeptSecret, type SecretsUnderTest, secretsUnderTest } from '../../testing/secrets-under-test.js';

function revealed(secrets: SecretsUnderTest, id: string, version: number): Promise<string> {
  return secrets.reveal.reveal(secrets.as('owner'), id, version).then(({ value }) => value);
}

function fiftyRotations(secrets: SecretsUnderTest, id: string, seen: readonly number[] | null) {
  const values = Array.from({ length: 50 }, (_, index) => `value ${index}`);
  return Promise.allSettled(
    values.map(async (value) => {
      const rotated = await secrets.rotate.rotate(secrets.as('owner'), id, value, seen);
      return { value, version: rotated.value.version };
    }),
  );
}

function fulfilled<T>(results: readonly PromiseSettledResult<T>[]): T[] {
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

describe('rotating a secret', () => {
  it('decides before it compares revisions [R45]', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    for (const [role, code] of [
      ['stranger', 'not_found'],
      ['lister', 'forbidden'],
      ['owner', 'precondition_failed'],
    ] as const) {
      await expect(secrets.rotate.rotate(secrets.as(role), id, 'v2', [99])).rejects.toMatchObject({ code });
    }
    expect(secrets.store.heads.peek(id)).toMatchObject({ revision: 1, value: { version: 1 } });
  });

  it('refuses an expired secret without a new expiry before anything is archived, and takes one with the value', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    const soon = secrets.clock.now() + 1_000;
    await secrets.update.update(secrets.as('owner'), id, { expiresAt: soon }, null);
    await secrets.clock.advance(1_000);
    const rotate = (expiresAt?: number | null) =>
      secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null, { expiresAt });
    await expect(rotate()).rejects.toMatchObject({
      code: 'secret_expired',
      message: expect.stringContaining('expires_at'),
    });
    await expect(rotate(soon)).rejects.toMatchObject({ code: 'validation_failed' });
    expect(secrets.store.peekRows(id)).toEqual([]);
    expect(secrets.outcomes().slice(-2)).toEqual(['secret:rotate allowed', 'secret:rotate failed']);
    const later = soon + 60_000;
    expect((await rotate(later)).value).toMatchObject({ version: 2, expiresAt: later });
    expect((await rotate()).value).toMatchObject({ version: 3, expiresAt: later });
    expect((await rotate(null)).value).toMatchObject({ version: 4, expiresAt: null });
    expect(await revealed(secrets, id, 4)).toBe('v2');
  });

  it('gives an empty value a version of its own', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets, 'prod/empty', '');
    await secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null);
    await secrets.rotate.rotate(secrets.as('owner'), id, '', null);
    expect([await revealed(secrets, id, 1), await revealed(secrets, id, 2), await revealed(secrets, id, 3)]).toEqual([
      '',
      'v2',
      '',
    ]);
  });

  it('lets one of 50 with the same If-Match win, and keeps only its value', async () => {
    const secrets = await secretsUnderTest({ versionsKept: 100 });
    const id = await aKeptSecret(secrets);
    const results = await fiftyRotations(secrets, id, [1]);
    const won = fulfilled(results);
    expect(won).toHaveLength(1);
    const lost = results.filter((one) => one.status === 'rejected').map((one) => one.reason.code);
    expect(new Set(lost)).toEqual(new Set(['precondition_failed']));
    expect(await revealed(secrets, id, 1)).toBe('v1');
    expect(await revealed(secrets, id, 2)).toBe(won[0]?.value);
    const outcomes = secrets.outcomes().filter((outcome) => outcome.startsWith('secret:rotate'));
    expect(outcomes.filter((outcome) => outcome.endsWith('succeeded'))).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.endsWith('failed'))).toHaveLength(49);
  });

  it('publishes all of 50 without If-Match, and every version opens with its own value', async () => {
    const secrets = await secretsUnderTest({ versionsKept: 100 });
    const id = await aKeptSecret(secrets);
    const won = fulfilled(await fiftyRotations(secrets, id, null));
    expect(won).toHaveLength(50);
    expect(new Set(won.map(({ version }) => version)).size).toBe(50);
    for (const { value, version } of won) expect(await revealed(secrets, id, version)).toBe(value);
    expect(await revealed(secrets, id, 1)).toBe('v1');
  });

  it('keeps only the last versions of 50, each with its own value', async () => {
    const secrets = await secretsUnderTest({ versionsKept: 5 });
    const id = await aKeptSecret(secrets);
    const won = fulfilled(await fiftyRotations(secrets, id, null));
    for (const { value, version } of won.filter((one) => one.version > 46)) {
      expect(await revealed(secrets, id, version)).toBe(value);
    }
    await expect(revealed(secrets, id, 46)).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each([true, false])(
    'is recorded as it really ended if the store’s answer was lost (landed: %s) [R69]',
    async (landed) => {
      const secrets = await secretsUnderTest();
      const id = await aKeptSecret(secrets);
      secrets.store.heads.hooks[landed ? 'after' : 'before'] = (operation) => {
        if (operation === 'replace') throw new OutcomeUnknown();
      };
      const rotating = secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null);
      await expect(rotating).rejects.toMatchObject({ code: 'outcome_unknown' });
      await secrets.recorded(4);
      expect(secrets.outcomes().at(-1)).toBe(`secret:rotate ${landed ? 'succeeded' : 'failed'}`);
      expect(secrets.store.heads.peek(id)?.value.version).toBe(landed ? 2 : 1);
      expect(await revealed(secrets, id, landed ? 2 : 1)).toBe(landed ? 'v2' : 'v1');
      expect(await revealed(secrets, id, 1)).toBe('v1');
    },
  );

  it('cannot land after it was recorded as failed', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    const head = secrets.store.heads.peek(id);
    const requestId = newId();
    const at = new Date(secrets.clock.now()).toISOString();
    const intent = { at, action: 'secret:rotate', resource_id: id, request_id: requestId } as never;
    expect(await secrets.settlement.settle(intent)).toBe('failed');
    if (head) expect(await secrets.store.heads.replace(head.value, head.revision, requestId)).toBe('conflict');
  });

  it('does not publish on a head read again after a silence in which its node may have been taken for dead', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    const caller = secrets.as('owner');
    let fenced = false;
    secrets.store.heads.hooks.before = async (operation) => {
      if (operation !== 'replace' || fenced) return;
      fenced = true;
      secrets.clock.at += 10_000;
      await secrets.store.heads.fence(id, caller.request.requestId);
    };
    await expect(secrets.rotate.rotate(caller, id, 'v2', null)).rejects.toMatchObject({ code: 'busy' });
    expect(secrets.store.heads.peek(id)?.value.version).toBe(1);
  });

  it('gives up 30 s after the request came in', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    secrets.store.heads.hooks.before = async (operation) => {
      if (operation !== 'replace') return;
      secrets.clock.at += 4_000;
      await secrets.store.heads.fence(id, newId());
    };
    const began = secrets.clock.now();
    await expect(secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null)).rejects.toMatchObject({ code: 'busy' });
    expect(secrets.clock.now() - began).toBeLessThan(40_000);
  });

  it('answers that nothing was changed if only the archiving lost its answer', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    secrets.store.archiveHooks.after = () => {
      throw new OutcomeUnknown();
    };
    const rotating = secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null);
    await expect(rotating).rejects.toBeInstanceOf(PartUnavailable);
    await secrets.recorded(4);
    expect(secrets.outcomes().at(-1)).toBe('secret:rotate failed');
    expect(await revealed(secrets, id, 1)).toBe('v1');
  });

  it('answers 404 if the secret is deleted while it loses a race', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    let deleted = false;
    secrets.store.archiveHooks.after = async () => {
      if (deleted) return;
      deleted = true;
      await secrets.remove.delete(secrets.as('owner'), id, null);
    };
    await expect(secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null)).rejects.toMatchObject({
      code: 'not_found',
      details: { decisionId: expect.any(String) },
    });
    expect(secrets.store.heads.peek(id)?.value).toMatchObject({ version: 1, state: 'deleted' });
  });

  it('makes the next version and raises the revision', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    const rotated = await secrets.rotate.rotate(secrets.as('owner'), id, 'v2', [1]);
    expect(rotated).toMatchObject({ revision: 2, value: { version: 2 } });
    expect(await revealed(secrets, id, 2)).toBe('v2');
  });
});
