import { asPlaintext, CofferError, newId, OutcomeUnknown, PartUnavailable } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { viewsLeft } from '../domain/wrap.js';
import { type HandoverNode, handoverCluster, handoverNode } from '../testing/handover-under-test.js';

const HOUR = 3_600_000;
const MAKER = newId();
const SECRET = newId();
const ADDRESS = 'ada@example.org';

describe('opening what was handed over', () => {
  let node: HandoverNode;
  beforeEach(async () => {
    node = await handoverNode();
    node.makers.set(MAKER, { isUsable: true, address: ADDRESS, accountId: MAKER });
  });

  const request = (at = node) => ({ ...aRequest({ receivedAt: at.clock.now() }), anonymous: true });
  const made = ({ views = 1, lifeMs = HOUR, value = 'hunter2' } = {}, on = node) =>
    on.wraps.make(request(on), {
      ...{ kind: 'secret', makerId: MAKER, subjectId: SECRET, subjectName: 'prod/mail', version: 4 },
      ...{ note: 'For Grace', views, lifeMs, value: asPlaintext(value) },
    });
  const open = (token: string, on = node) => on.unwrapping.open(request(on), token);
  const refused = (token: string, on = node) => codeOf(open(token, on));
  const stored = (id: string) => node.store.wraps.peek(id)?.value;
  const records = () => node.log.leaves().map(({ action, outcome, actor_id }) => `${action} ${outcome} ${actor_id}`);

  const passes = (ms: number) => async () => {
    node.clock.at += ms;
  };

  describe('is refused by one answer', () => {
    const forged = (token: string) => `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;

    it('for a token that we did not make, without a read of the store and without a record [R37]', async () => {
      const { token } = await made();
      node.store.wraps.hooks.before = () => {
        throw new Error('looked');
      };
      for (const other of ['', 'x', forged(token), `${token}A`, token.toUpperCase()]) {
        expect(await refused(other)).toBe('invalid_wrap_token');
      }
      expect(records()).toEqual([]);
    });

    it.each([
      ['has expired', passes(HOUR)],
      ['begins in the future, by a clock that was ahead [R104]', passes(-120_000)],
      ['was ended by its maker', async (id: string) => node.wraps.end(await found(id), newId())],
      [
        'is of an account that cannot be used',
        async () => void node.makers.set(MAKER, { ...maker(), isUsable: false }),
      ],
      ['is of an account that is gone', async () => void node.makers.delete(MAKER)],
      ['is of an object that is gone', async () => void node.gone.add(SECRET)],
      ['was forgotten', async (id: string) => void (await node.store.wraps.remove(id, 1))],
    ])('for a token that %s, and nothing is opened', async (_, happens) => {
      const { token, wrap } = await made({ views: 2 });
      await happens(wrap.id);
      const error = await open(token).catch((failure: unknown) => failure);
      expect(error).toBeInstanceOf(CofferError);
      const other = await open('x').catch((failure: unknown) => failure);
      expect([(error as CofferError).code, (error as CofferError).message]).toEqual([
        (other as CofferError).code,
        (other as CofferError).message,
      ]);
      expect(stored(wrap.id)?.openedAt ?? []).toEqual([]);
      expect(node.box.mails).toEqual([]);
    });

    const found = async (id: string) => {
      const it = await node.store.wraps.load(id);
      if (!it) throw new Error('it is gone');
      return it;
    };
    const maker = () => ({ address: ADDRESS, accountId: MAKER });
  });

  it('gives the value once, leaves nothing sealed behind, and names nobody in the audit [R112]', async () => {
    const { token, wrap } = await made();
    expect(await open(token)).toMatchObject({ value: 'hunter2', wrap: { subjectName: 'prod/mail', version: 4 } });
    expect(stored(wrap.id)).toMatchObject({ sealed: null, openedAt: [node.clock.now()] });
    expect(await refused(token)).toBe('already_unwrapped');
    expect(records()).toEqual(['wrap:open allowed null', 'wrap:open succeeded null', 'wrap:open failed null']);
    expect(node.log.leaves()[1]).toMatchObject({ resource_type: 'wrap', resource_id: wrap.id, version: 4 });
    expect(node.log.all()[1]?.lasting).toMatchObject({ resource_name: { value: 'prod/mail' } });
  });

  it('keeps neither the token nor the value in the store or in the audit', async () => {
    const { token } = await made({ value: 'canary-value' });
    await open(token);
    const kept = JSON.stringify([node.store.wraps.peekAll(), node.log.all()]);
    for (const secret of [token, 'canary-value']) expect(kept).not.toContain(secret);
  });

  it('tells the maker once of a second try, when it was opened and when it was tried, and not what it was [R112]', async () => {
    const { token } = await made({ value: 'canary-value' });
    await open(token);
    node.clock.at += 60_000;
    for (let turn = 0; turn < 3; turn += 1) expect(await refused(token)).toBe('already_unwrapped');
    expect(node.box.mails).toMatchObject([{ to: ADDRESS, account: MAKER }]);
    const text = node.box.mails[0]?.text ?? '';
    expect(text).toContain('prod/mail, version 4');
    expect(text).toContain(new Date(node.clock.now() - 60_000).toISOString());
    expect(text).toContain(new Date(node.clock.now()).toISOString());
    for (const secret of [token, 'canary-value']) expect(text).not.toContain(secret);
  });

  it('tells a late second try from an unknown token, and tells the maker, also when the object is gone', async () => {
    const { token } = await made();
    await open(token);
    node.gone.add(SECRET);
    node.clock.at += 2 * HOUR;
    expect(await refused(token)).toBe('already_unwrapped');
    expect(node.box.mails).toHaveLength(1);
  });

  it('answers the same when the mark of a second try cannot be written, and tells the maker at the next try', async () => {
    const { token } = await made();
    await open(token);
    node.store.wraps.hooks.before = (operation) => {
      if (operation === 'replace') throw new PartUnavailable('store');
    };
    expect(await refused(token)).toBe('already_unwrapped');
    delete node.store.wraps.hooks.before;
    expect(node.box.mails).toEqual([]);
    expect(await refused(token)).toBe('already_unwrapped');
    expect(node.box.mails).toHaveLength(1);
  });

  it.each([1, 3, 10])(
    'is opened by exactly %i of 50 at once, on two nodes, and the maker is told once [R112]',
    async (views) => {
      const nodes = [node, await handoverNode(node.cluster)];
      const { token, wrap } = await made({ views });
      const turn = (index: number) => nodes[index % 2] ?? node;
      const answers = await node.clock.drive(
        Promise.all(
          Array.from({ length: 50 }, (_, index) => open(token, turn(index)).then(() => 'opened', codeOfError)),
        ),
      );
      const count = (answer: string) => answers.filter((one) => one === answer).length;
      expect([count('opened'), count('already_unwrapped')]).toEqual([views, 50 - views]);
      expect(stored(wrap.id)?.openedAt).toHaveLength(views);
      expect(node.box.mails).toHaveLength(1);
    },
  );

  it('uses up no view while the keyring does not answer', async () => {
    const cluster = await handoverCluster();
    const first = await handoverNode(cluster);
    cluster.makers.set(MAKER, { isUsable: true, address: null, accountId: MAKER });
    const { token, wrap } = await made({}, first);
    cluster.keyring.tap = () => {
      throw new PartUnavailable('keyring');
    };
    const second = await handoverNode(cluster);
    expect(await refused(token, second)).toBe('keyring_unavailable');
    expect(cluster.store.wraps.peek(wrap.id)?.value.openedAt).toEqual([]);
    expect(await open(token, first)).toMatchObject({ value: 'hunter2' });
  });

  it('says that the outcome is unknown where the answer of the store was lost; the settlement finds it out', async () => {
    const { token, wrap } = await made();
    node.store.wraps.hooks.after = (operation) => {
      if (operation === 'replace') throw new OutcomeUnknown();
    };
    const lost = request();
    expect(await codeOf(node.unwrapping.open(lost, token))).toBe('outcome_unknown');
    delete node.store.wraps.hooks.after;
    const intent = node.log.leaves()[0];
    expect(intent?.outcome).toBe('allowed');
    expect(intent && (await node.settlement.settle(intent))).toBe('succeeded');
    expect(stored(wrap.id)?.openedAt).toHaveLength(1);
    expect(await refused(token)).toBe('already_unwrapped');
  });

  it('gives no value and uses up a view where its outcome cannot be recorded [R112]', async () => {
    const { token, wrap } = await made({ views: 2 });
    for (const left of [1, 0]) {
      let appends = 0;
      node.log.hooks.before = (operation) => {
        if (operation !== 'append') return;
        appends += 1;
        if (appends > 1) throw new PartUnavailable('audit');
      };
      expect(await node.clock.drive(refused(token))).toBe('outcome_unrecorded');
      delete node.log.hooks.before;
      expect(viewsLeft(stored(wrap.id) ?? wrap)).toBe(left);
      await node.clock.advance(60_000);
    }
    expect(stored(wrap.id)?.sealed).toBeNull();
    expect(await refused(token)).toBe('already_unwrapped');
    expect(records().slice(0, 4).sort()).toEqual([
      ...['wrap:open allowed null', 'wrap:open allowed null'],
      ...['wrap:open succeeded null', 'wrap:open succeeded null'],
    ]);
  });
});

function codeOfError(error: unknown): string {
  return error instanceof CofferError ? error.code : 'defect';
}
