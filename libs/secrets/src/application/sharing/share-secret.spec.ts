import { CofferError, newId, OutcomeUnknown } from '#kernel';
import { codeOf } from '#kernel/testing';
import { compileScope } from '#policies';
import { modelOf, policyOf, roleOf } from '#policies/testing';
import {
  aKeptSecret,
  RETENTION_MS,
  type SecretsUnderTest,
  secretsUnderTest,
} from '../../testing/secrets-under-test.js';

const DAY = 86_400_000;
const TERMS = { lifeMs: DAY, views: 1, note: null };

const allowing = (...actions: string[]) => [{ effect: 'allow' as const, actions, resources: ['secret:**'] }];
/** Roles that lack one of what a share needs. */
const MODEL = modelOf({
  roles: ['owner', 'sharer', 'revealer', 'lister', 'nothing'].map((name) => roleOf(name, [name])),
  policies: [
    policyOf('owner', allowing('secret:*')),
    policyOf('sharer', allowing('secret:share', 'secret:read')),
    policyOf('revealer', allowing('secret:reveal', 'secret:read')),
    policyOf('lister', allowing('secret:list')),
    policyOf('nothing', []),
  ],
});

describe('sharing a secret', () => {
  let secrets: SecretsUnderTest;
  let id: string;
  let isUsable: boolean;
  beforeEach(async () => {
    secrets = await secretsUnderTest({ model: MODEL });
    isUsable = true;
    secrets.handover.makers.register(async (accountId) => ({ isUsable, address: 'ada@example.org', accountId }));
    id = await aKeptSecret(secrets, 'prod/mail', 'v1');
  });

  const owner = () => secrets.as('owner');
  const share = (terms = TERMS, caller = owner()) => secrets.share.share(caller, id, terms);
  const open = (token: string) =>
    secrets.handover.unwrapping.open({ ...owner().request, anonymous: true }, token).then(({ value }) => value);
  const kept = (share: { readonly id: string }) => secrets.handover.store.wraps.peek(share.id)?.value;

  describe('is refused', () => {
    it.each([
      ['sharer', 'forbidden'],
      ['revealer', 'forbidden'],
      ['lister', 'forbidden'],
      ['nothing', 'not_found'],
    ])('to the role %s: it needs secret:share and secret:reveal', async (role, code) => {
      expect(await codeOf(share(TERMS, secrets.as(role)))).toBe(code);
      expect(secrets.log.leaves().at(-1)?.outcome).toBe('denied');
      expect(secrets.handover.store.wraps.peekAll()).toEqual([]);
    });

    it('for a secret that does not exist, as for a hidden one', async () => {
      for (const none of [newId(), 'no-id']) {
        expect(await codeOf(secrets.share.share(owner(), none, TERMS))).toBe('not_found');
      }
    });

    it('without a public address, by the name of the setting', async () => {
      const closed = await secretsUnderTest({ publicUrl: null });
      const secret = await aKeptSecret(closed);
      const error = await closed.share.share(closed.as('owner'), secret, TERMS).catch((failure: unknown) => failure);
      expect(error).toBeInstanceOf(CofferError);
      expect(error).toMatchObject({ code: 'public_url_missing', message: expect.stringContaining('PUBLIC_URL') });
    });

    it('for a secret that has expired, and the audit says so', async () => {
      await secrets.update.update(owner(), id, { expiresAt: secrets.clock.now() + 1_000 }, null);
      secrets.clock.at += 1_000;
      expect(await codeOf(share())).toBe('secret_expired');
      expect(secrets.outcomes().at(-1)).toBe('secret:share failed');
    });
  });

  it('gives a link with the token behind #, once, and one record of the secret and its version', async () => {
    const caller = owner();
    const { url, token, share: made } = await share({ ...TERMS, views: 3 }, caller);
    expect(url).toBe(`https://coffer.example.org/share/#${token}`);
    expect(made).toMatchObject({ id: caller.request.requestId, state: 'open', version: 1, views: 3, openedAt: [] });
    expect(made).not.toHaveProperty('sealed');
    expect(made).not.toHaveProperty('tokenHash');
    expect(secrets.outcomes().slice(-2)).toEqual(['secret:share allowed', 'secret:share succeeded']);
    expect(secrets.log.leaves().at(-1)).toMatchObject({
      ...{ resource_type: 'secret', resource_id: id, version: 1, actor_id: caller.principal.userId },
    });
    expect(await open(token)).toBe('v1');
  });

  it('gives the value of that time, also after a rotation', async () => {
    const { token } = await share();
    await secrets.rotate.rotate(owner(), id, 'v2', null);
    expect(await open(token)).toBe('v1');
  });

  describe('is taken back and refused if meanwhile', () => {
    const restore = () => secrets.restore.restore(owner(), id);
    const remove = () => secrets.remove.delete(owner(), id, null);
    const rotate = () => secrets.rotate.rotate(owner(), id, 'v2', null);
    const destroy = () => secrets.destroy.destroy(owner(), id, 1);
    const disable = async () => {
      isUsable = false;
    };

    it.each([
      ['the secret was deleted', [remove], 'not_found'],
      ['the secret was deleted and restored', [remove, restore], 'conflict'],
      ['the version was destroyed', [rotate, destroy], 'conflict'],
      ['the account was deleted or disabled', [disable], 'unauthenticated'],
    ])('%s', async (_, changes, code) => {
      secrets.handover.store.wraps.hooks.before = async (operation) => {
        if (operation !== 'insert') return;
        delete secrets.handover.store.wraps.hooks.before;
        for (const change of changes) await change();
      };
      const caller = owner();
      expect(await codeOf(share(TERMS, caller))).toBe(code);
      expect(secrets.handover.store.wraps.peekAll()).toEqual([]);
      const ours = secrets.log.leaves().filter(({ request_id }) => request_id === caller.request.requestId);
      const denied = code === 'not_found' ? ['denied'] : [];
      expect(ours.map(({ outcome }) => outcome)).toEqual(['allowed', 'failed', ...denied]);
    });

    it('not if only its seal was made anew', async () => {
      await secrets.ring.advance();
      secrets.clock.at += 1_001;
      secrets.handover.store.wraps.hooks.before = async (operation) => {
        if (operation === 'insert') await secrets.reseal.reseal('secrets', 2, null);
      };
      const { token } = await share();
      expect(await open(token)).toBe('v1');
    });
  });

  describe('ends', () => {
    const remove = () => secrets.remove.delete(owner(), id, null);

    it('when the secret is deleted, and a restore does not bring the share back', async () => {
      const { token, share: made } = await share();
      await remove();
      expect(kept(made)).toMatchObject({ sealed: null, endedAt: secrets.clock.now() });
      await secrets.restore.restore(owner(), id);
      expect(await codeOf(open(token))).toBe('invalid_wrap_token');
    });

    it('when its version is destroyed, and then that of no other version', async () => {
      const first = await share();
      await secrets.rotate.rotate(owner(), id, 'v2', null);
      const second = await share();
      await secrets.destroy.destroy(owner(), id, 1);
      expect(kept(first.share)?.sealed).toBeNull();
      expect(await codeOf(open(first.token))).toBe('invalid_wrap_token');
      expect(await open(second.token)).toBe('v2');
    });

    it('when its version is no longer kept, or the secret has expired', async () => {
      const { token } = await share();
      for (let turn = 0; turn < 10; turn += 1) await secrets.rotate.rotate(owner(), id, `v${turn}`, null);
      expect(await codeOf(open(token))).toBe('invalid_wrap_token');
      const later = await share();
      await secrets.update.update(owner(), id, { expiresAt: secrets.clock.now() + 1_000 }, null);
      secrets.clock.at += 1_000;
      expect(await codeOf(open(later.token))).toBe('invalid_wrap_token');
    });

    it('for as long as the account that made it cannot be used', async () => {
      const { token } = await share();
      isUsable = false;
      expect(await codeOf(open(token))).toBe('invalid_wrap_token');
      isUsable = true;
      expect(await open(token)).toBe('v1');
    });

    it.each(['delete', 'destroy'] as const)('by the settlement, if a %s was interrupted before it', async (change) => {
      const { token, share: made } = await share();
      await secrets.rotate.rotate(owner(), id, 'v2', null);
      secrets.handover.store.wraps.hooks.before = (operation) => {
        if (operation === 'replace') throw new OutcomeUnknown();
      };
      const caller = owner();
      const interrupted =
        change === 'delete' ? secrets.remove.delete(caller, id, null) : secrets.destroy.destroy(caller, id, 1);
      expect(await codeOf(interrupted)).toBe('outcome_unknown');
      expect(await codeOf(open(token))).toBe('invalid_wrap_token');
      expect(kept(made)?.sealed).not.toBeNull();
      delete secrets.handover.store.wraps.hooks.before;
      const intent = secrets.log.leaves().findLast(({ request_id }) => request_id === caller.request.requestId);
      expect(intent && (await secrets.settlement.settle(intent))).toBe('succeeded');
      expect(kept(made)?.sealed).toBeNull();
    });

    it('with a purge, also if the deletion did not end it', async () => {
      const { share: made } = await share({ ...TERMS, lifeMs: 7 * DAY });
      secrets.handover.store.wraps.hooks.before = (operation) => {
        if (operation === 'replace') throw new OutcomeUnknown();
      };
      await codeOf(remove());
      delete secrets.handover.store.wraps.hooks.before;
      secrets.clock.at += RETENTION_MS + 1;
      await secrets.purge.run();
      expect(kept(made)?.sealed).toBeNull();
    });
  });

  it('has a settlement that knows whether a share was made, though its answer was lost', async () => {
    secrets.handover.store.wraps.hooks.after = (operation) => {
      if (operation === 'insert') throw new OutcomeUnknown();
    };
    const lost = owner();
    expect(await codeOf(share(TERMS, lost))).toBe('outcome_unknown');
    delete secrets.handover.store.wraps.hooks.after;
    const intent = secrets.log.leaves().findLast(({ request_id }) => request_id === lost.request.requestId);
    expect(intent && (await secrets.settlement.settle(intent))).toBe('succeeded');
    expect(kept({ id: lost.request.requestId })).toMatchObject({ sealed: null, endedAt: secrets.clock.now() });
    const never = { ...intent, request_id: newId() } as NonNullable<typeof intent>;
    expect(await secrets.settlement.settle(never)).toBe('failed');
  });

  describe('lists and ends', () => {
    it('shares of the caller alone, without a permission, whether the secret is there or not', async () => {
      const caller = owner();
      const { share: made, token } = await share(TERMS, caller);
      await share();
      const again = { ...secrets.as('nothing'), principal: { ...caller.principal, roles: ['nothing'] } };
      const list = () => secrets.ownShares.list(again, id, null, 10);
      expect(await list()).toEqual({ items: [made], next: null });
      await open(token);
      await codeOf(open(token));
      expect((await list()).items).toMatchObject([
        { state: 'opened', openedAt: [secrets.clock.now()], triedAgainAt: secrets.clock.now() },
      ]);
      for (const other of [newId(), 'no-id', await aKeptSecret(secrets, 'prod/other')]) {
        expect(await codeOf(secrets.ownShares.list(again, other, null, 10))).toBe('not_found');
        expect(secrets.outcomes().at(-1)).toBe('wrap:list denied');
      }
      expect(await secrets.ownShares.list(secrets.as('lister'), id, null, 10)).toEqual({ items: [], next: null });
    });

    it('none that the scope of the credential leaves out, though the account made it [R110]', async () => {
      const caller = owner();
      const { share: made, token } = await share(TERMS, caller);
      const scoped = (...resources: string[]) => {
        const scope = compileScope([{ effect: 'allow', actions: ['secret:*'], resources }]);
        return { ...owner(), principal: { ...caller.principal, scope } };
      };
      const outside = () => scoped('secret:dev/**');
      expect(await codeOf(secrets.ownShares.list(outside(), id, null, 10))).toBe('not_found');
      expect(await codeOf(secrets.ownShares.end(outside(), id, made.id))).toBe('not_found');
      expect(await secrets.ownShares.list(scoped('secret:prod/**'), id, null, 10)).toEqual({
        items: [made],
        next: null,
      });
      expect(await open(token)).toBe('v1');
      await secrets.ownShares.end(scoped('secret:prod/**'), id, made.id);
    });

    it('no share of another account or of another secret: one 404', async () => {
      const caller = owner();
      const { share: made, token } = await share(TERMS, caller);
      for (const [who, secret, which] of [
        [owner(), id, made.id],
        [caller, newId(), made.id],
        [caller, 'no-id', made.id],
        [caller, id, newId()],
        [caller, id, 'no-id'],
      ] as const) {
        const again = { ...owner(), principal: who.principal };
        expect(await codeOf(secrets.ownShares.end(again, secret, which))).toBe('not_found');
        expect(secrets.outcomes().at(-1)).toBe('wrap:end denied');
      }
      const mine = () => ({ ...owner(), principal: caller.principal });
      await secrets.ownShares.end(mine(), id, made.id);
      await secrets.ownShares.end(mine(), id, made.id);
      expect(kept(made)).toMatchObject({ sealed: null, endedAt: secrets.clock.now() });
      expect(await codeOf(open(token))).toBe('invalid_wrap_token');
    });
  });
});
