import { PartUnavailable } from '#kernel';
import { codeOf } from '#kernel/testing';
import { aKeptSecret, secretsUnderTest } from '../../testing/secrets-under-test.js';

const TERMS = { lifeMs: 86_400_000, views: 1, note: null };

describe('a share whose token was told to nobody', () => {
  it('ends if its outcome cannot be recorded, since nobody gets its token, also if the store refuses that at first', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    secrets.handover.makers.register(async (accountId) => ({ isUsable: true, address: null, accountId }));
    const kept = (made: { readonly id: string }) => secrets.handover.store.wraps.peek(made.id)?.value;
    let appends = 0;
    secrets.log.hooks.before = (operation) => {
      if (operation !== 'append') return;
      appends += 1;
      if (appends > 1) throw new PartUnavailable('audit');
    };
    secrets.handover.store.wraps.hooks.before = (operation) => {
      if (operation === 'replace') throw new PartUnavailable('store');
    };
    const caller = secrets.as('owner');
    expect(await secrets.clock.drive(codeOf(secrets.share.share(caller, id, TERMS)))).toBe('outcome_unrecorded');
    delete secrets.log.hooks.before;
    await secrets.clock.advance(60_000);
    const made = { id: caller.request.requestId };
    expect(kept(made)).toMatchObject({ endedAt: null });
    delete secrets.handover.store.wraps.hooks.before;
    await secrets.handover.untold.run();
    expect(kept(made)).toMatchObject({ sealed: null, endedAt: secrets.clock.now() });
    expect(secrets.outcomes().slice(-2)).toEqual(['secret:share allowed', 'secret:share succeeded']);
    await secrets.handover.untold.run();
  });
});
