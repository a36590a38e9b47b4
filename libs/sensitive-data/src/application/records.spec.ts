import { newId, OutcomeUnknown } from '#kernel';
import { codeOf } from '#kernel/testing';
import { userRing } from '#keys';
import { seenRevision } from '../domain/sensitive-record.js';
import { type SensitiveDataUnderTest, sensitiveDataUnderTest } from '../testing/sensitive-data-under-test.js';

const CARD = '1234567812345678';
const OTHER_CARD = '8765432187654321';

describe('sensitive data', () => {
  let data: SensitiveDataUnderTest;
  beforeEach(async () => {
    data = await sensitiveDataUnderTest();
  });

  const keep = async (user = data.ann, text = CARD) =>
    (await data.create.create(data.as(user), 'card_number', text, null)).stored.value.id;
  const stored = (id: string) => data.store.records.peek(id)?.value;
  const replace = (id: string, text = OTHER_CARD, seen: readonly number[] | null = null, dataType?: string) =>
    data.change.replace(data.as(data.ann), id, { text, dataType }, seen);

  it('answers one 404, with one audit record, for another account’s id, an absent id and a text that is no id', async () => {
    const id = await keep(data.bob);
    for (const asked of [id, newId(), 'Password1!']) {
      data.audit.length = 0;
      const caller = data.as(data.ann);
      expect(await codeOf(data.show.one(caller, asked))).toBe('not_found');
      expect(await codeOf(replace(asked))).toBe('not_found');
      expect(await codeOf(data.change.remove(data.as(data.ann), asked))).toBe('not_found');
      expect(data.outcomes()).toEqual(['read', 'update', 'delete'].map((verb) => `sensitive-data:${verb} denied`));
      expect(JSON.stringify(data.audit)).not.toContain('Password1!');
    }
    expect(stored(id)?.version).toBe(1);
  });

  it('is refused if it is no value of its type, before anything is written', async () => {
    expect(await codeOf(keep(data.ann, '1234'))).toBe('validation_failed');
    expect(data.outcomes()).toEqual([]);
    expect(data.store.records.peekAll()).toEqual([]);
  });

  it('is kept sealed, and shown to its owner in its canonical form', async () => {
    const { stored: made, value } = await data.create.create(
      data.as(data.ann),
      'card_number',
      '1234 5678-12345678',
      null,
    );
    expect(value).toBe(CARD);
    expect((await data.show.one(data.as(data.ann), made.value.id)).value).toBe(CARD);
    expect(JSON.stringify(data.store.records.peekAll())).not.toContain('5678');
    expect(JSON.stringify(data.audit)).not.toContain('5678');
    expect(data.outcomes()).toEqual([
      'sensitive-data:create allowed',
      'sensitive-data:create succeeded',
      'sensitive-data:read succeeded',
    ]);
  });

  it.each(['id', 'ownerId', 'dataType', 'version'] as const)('does not open with another %s [R55]', async (field) => {
    const id = await keep();
    const record = stored(id);
    if (!record) throw new Error('not kept');
    const moved = { ...record, [field]: field === 'version' ? 2 : field === 'ownerId' ? data.bob.id : newId() };
    await data.store.records.remove(id, 1);
    await data.store.records.insert(moved, newId());
    const reader = field === 'ownerId' ? data.bob : data.ann;
    expect(await codeOf(data.show.one(data.as(reader), moved.id))).toBe('internal_error');
  });

  it('refuses a change of its type', async () => {
    const id = await keep();
    expect(await codeOf(replace(id, 'a text', null, 'text'))).toBe('validation_failed');
    expect(await codeOf(replace(id, 'a text'))).toBe('validation_failed');
    expect((await replace(id, OTHER_CARD, null, 'card_number')).value).toBe(OTHER_CARD);
  });

  it('answers If-Match with 412 after another change, and lets one of two simultaneous changes win', async () => {
    const id = await keep();
    expect(await codeOf(replace(id, OTHER_CARD, [2]))).toBe('precondition_failed');
    const both = await Promise.all([codeOf(replace(id, OTHER_CARD, [1])), codeOf(replace(id, CARD, [1]))]);
    expect(both.sort()).toEqual(['none', 'precondition_failed']);
    expect(stored(id)?.version).toBe(2);
  });

  it('publishes each of 20 simultaneous changes without If-Match', async () => {
    const id = await keep();
    await Promise.all(Array.from({ length: 20 }, () => replace(id)));
    expect(stored(id)?.version).toBe(21);
    expect((await data.show.one(data.as(data.ann), id)).value).toBe(OTHER_CARD);
  });

  it('is gone after its deletion, and of two simultaneous deletions one succeeds', async () => {
    const id = await keep();
    const both = await Promise.all([1, 2].map(() => codeOf(data.change.remove(data.as(data.ann), id))));
    expect(both.sort()).toEqual(['none', 'not_found']);
    expect(stored(id)).toBeUndefined();
    expect(await codeOf(replace(id))).toBe('not_found');
  });

  it('inserts nothing if its seal took more than 5 s: its key may be gone then', async () => {
    data.clock.at += 2_000;
    const rings = data.node.stores.rings.rings;
    rings.hooks.after = (operation) => {
      if (operation === 'load') data.clock.at += 5_001;
      delete rings.hooks.after;
    };
    expect(await codeOf(keep())).toBe('busy');
    expect(data.store.records.peekAll()).toEqual([]);
  });

  it('is listed page by page, the oldest first, without the data of other accounts', async () => {
    const ids = [];
    for (let made = 0; made < 5; made += 1) ids.push(await keep());
    await keep(data.bob);
    const seen = [];
    for (let after: string | null = null; ; ) {
      const page = await data.show.list(data.as(data.ann), after, 2);
      seen.push(...page.items.map((item) => item.stored.value.id));
      expect(page.items.every(({ value }) => value === CARD)).toBe(true);
      after = page.next;
      if (after === null) break;
    }
    expect(seen).toEqual(ids.sort());
  });

  it('is created once by 50 requests with one Idempotency-Key, and not again after its deletion', async () => {
    const create = (text = CARD) => data.clock.drive(data.create.create(data.as(data.ann), 'card_number', text, 'k'));
    const all = await Promise.all(Array.from({ length: 50 }, () => create('1234-5678 1234-5678')));
    const [id = ''] = new Set(all.map((shown) => shown.stored.value.id));
    expect(data.store.records.peekAll().map(({ value }) => value.id)).toEqual([id]);
    expect(all.every(({ value }) => value === CARD)).toBe(true);
    expect(await codeOf(create(OTHER_CARD))).toBe('idempotency_key_reused');
    await data.change.remove(data.as(data.ann), id);
    expect(await codeOf(create())).toBe('conflict');
    expect(data.store.records.peekAll()).toEqual([]);
  });

  it('is not kept for an account that is being deleted, whenever the deletion began', async () => {
    data.store.records.hooks.before = async (operation) => {
      if (operation !== 'insert') return;
      await data.node.accounts.change(data.ann.id, newId(), (user) => ({ ...user, state: 'deleting' }));
    };
    expect(await codeOf(keep())).toBe('unauthenticated');
    expect(data.store.records.peekAll()).toEqual([]);
    expect(data.outcomes().at(-1)).toBe('sensitive-data:create failed');
  });

  it('is refused, without making a ring, if the keyring has none of the account', async () => {
    await data.node.stores.keyring.shred(userRing(data.ann.id));
    expect(await codeOf(keep())).toBe('key_missing');
    expect(data.store.records.peekAll()).toEqual([]);
  });

  it('is swept with its owner, even if it changes meanwhile, and other accounts keep theirs', async () => {
    for (let made = 0; made < 3; made += 1) await keep();
    const theirs = await keep(data.bob);
    let raced = false;
    data.store.records.hooks.before = async (operation, id) => {
      if (operation !== 'remove' || raced) return;
      raced = true;
      await data.store.records.fence(id, newId());
    };
    expect(await data.owners.sweep(data.ann.id)).toBe(3);
    expect(await data.owners.sweep(data.ann.id)).toBe(0);
    expect(data.store.records.peekAll().map(({ value }) => value.id)).toEqual([theirs]);
  });

  describe('whose answer was lost', () => {
    const settle = (verb: string, id: string, requestId: string) => {
      const at = new Date(data.clock.now()).toISOString();
      const intent = { action: `sensitive-data:${verb}`, resource_id: id, request_id: requestId, at };
      return data.settlement.settle(intent as Parameters<typeof data.settlement.settle>[0]);
    };
    const lose = (operation: string, moment: 'before' | 'after') => {
      data.store.records.hooks[moment] = (asked) => {
        if (asked === operation) throw new OutcomeUnknown();
      };
    };

    it.each([
      ['insert', 'create', 'before', 'failed'],
      ['insert', 'create', 'after', 'succeeded'],
      ['replace', 'update', 'before', 'failed'],
      ['replace', 'update', 'after', 'succeeded'],
      ['remove', 'delete', 'before', 'failed'],
      ['remove', 'delete', 'after', 'succeeded'],
    ] as const)('in %s is settled as it was (%s, %s): %s [R69]', async (operation, verb, moment, outcome) => {
      const id = verb === 'create' ? '' : await keep();
      lose(operation, moment);
      const caller = data.as(data.ann);
      const work = {
        create: () => data.create.create(caller, 'card_number', CARD, null),
        update: () => data.change.replace(caller, id, { text: OTHER_CARD }, null),
        delete: () => data.change.remove(caller, id),
      }[verb];
      expect(await codeOf(work())).toBe('outcome_unknown');
      data.store.records.hooks[moment] = undefined;
      const resource = data.audit.at(-1)?.resourceId ?? '';
      expect(await settle(verb, resource, caller.request.requestId)).toBe(outcome);
    });

    it('is removed by its settlement if its owner is gone by then', async () => {
      const id = await keep();
      await data.node.accounts.change(data.ann.id, newId(), (user) => ({ ...user, state: 'deleting' }));
      expect(await settle('create', id, data.audit.at(-1)?.requestId ?? '')).toBe('failed');
      expect(stored(id)).toBeUndefined();
    });
  });

  describe('when its owner’s ring rotates', () => {
    const ringOfAnn = () => userRing(data.ann.id);

    it('is sealed under the new version, page by page, and keeps the revision that clients see', async () => {
      const ids = [];
      for (let made = 0; made < 205; made += 1) ids.push(await keep());
      await keep(data.bob);
      const version = await data.advance(data.ann);
      expect(data.reseal.holds(ringOfAnn())).toBe(true);
      expect(data.reseal.holds('secrets')).toBe(false);
      expect(await data.reseal.estimate(ringOfAnn())).toBe(205);
      const pages = [];
      for (let place: string | null = null; ; ) {
        const page = await data.reseal.reseal(ringOfAnn(), version, place);
        pages.push([page.examined, page.resealed, page.failed]);
        place = page.next;
        if (place === null) break;
      }
      expect(pages).toEqual([
        [100, 100, 0],
        [100, 100, 0],
        [5, 5, 0],
      ]);
      const again = await data.reseal.reseal(ringOfAnn(), version, null);
      expect([again.examined, again.resealed]).toEqual([100, 0]);
      const one = data.store.records.peek(ids[0] ?? '');
      expect(one && [one.revision, seenRevision(one)]).toEqual([2, 1]);
      expect((await replace(ids[0] ?? '', OTHER_CARD, [1])).value).toBe(OTHER_CARD);
    });

    it('counts a value that does not open as failed, and goes on', async () => {
      const [broken, whole] = [await keep(), await keep()];
      const record = stored(broken);
      if (record) await data.store.records.replace({ ...record, version: 9 }, 1, newId());
      const version = await data.advance(data.ann);
      const page = await data.reseal.reseal(ringOfAnn(), version, null);
      expect([page.resealed, page.failed]).toEqual([1, 1]);
      expect(stored(whole)?.reseals).toBe(1);
    });

    it('keeps the value of a change that was published first', async () => {
      const id = await keep();
      const version = await data.advance(data.ann);
      let raced = false;
      data.store.records.hooks.before = async (operation) => {
        if (operation !== 'replace' || raced) return;
        raced = true;
        await replace(id);
      };
      await data.reseal.reseal(ringOfAnn(), version, null);
      expect((await data.show.one(data.as(data.ann), id)).value).toBe(OTHER_CARD);
      expect(stored(id)).toMatchObject({ version: 2, reseals: 0 });
    });

    it('does not answer 412 to a change with If-Match that it came before', async () => {
      const id = await keep();
      const version = await data.advance(data.ann);
      let raced = false;
      data.store.records.hooks.before = async (operation) => {
        if (operation !== 'replace' || raced) return;
        raced = true;
        await data.reseal.reseal(ringOfAnn(), version, null);
      };
      expect((await replace(id, OTHER_CARD, [1])).value).toBe(OTHER_CARD);
      expect(stored(id)).toMatchObject({ version: 2, reseals: 1 });
    });
  });
});
