import { type Caller, newId } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { User } from '#users';
import { makeKeyText } from '../../domain/keys/key-text.js';
import { nextReminder } from '../../domain/keys/reminders.js';
import { addProgram, again, type KeyNode, keyNode } from '../../testing/key-node.js';
import type { IssuedKey } from './issued-key.js';

const DAY_MS = 86_400_000;

describe('keys over time', () => {
  let node: KeyNode;
  let caller: Caller;
  let owner: User;

  const create = (expiresIn: string): Promise<IssuedKey> =>
    node.keyCreation.create(again(caller), 'bot', { name: 'deploy', end: { expiresIn } });

  beforeEach(async () => {
    node = keyNode();
    await publishModel(node.stores.models);
    ({ caller, owner } = await addProgram(node, 'bot'));
  });

  describe('reminders', () => {
    it('are due 14, 7 and 1 day before the end, and only those that still lie ahead', () => {
      expect(nextReminder(90 * DAY_MS, 0)).toBe(76 * DAY_MS);
      expect(nextReminder(90 * DAY_MS, 76 * DAY_MS)).toBe(83 * DAY_MS);
      expect(nextReminder(90 * DAY_MS, 83 * DAY_MS)).toBe(89 * DAY_MS);
      expect(nextReminder(90 * DAY_MS, 89 * DAY_MS)).toBeNull();
      expect(nextReminder(10 * DAY_MS, 0)).toBe(3 * DAY_MS);
      expect(nextReminder(DAY_MS, 0)).toBeNull();
    });

    it('reach the owner once each, whatever the number of nodes and runs', async () => {
      const others = [keyNode(node.stores, node.roots, node.clock), keyNode(node.stores, node.roots, node.clock)];
      await create('90d');
      const nodes = [node, ...others];
      const mails = () => nodes.flatMap((one) => one.mails);
      const began = node.clock.now();
      for (let day = 0; day <= 91; day += 1) {
        node.clock.at = began + day * DAY_MS + 60_000;
        await node.clock.drive(Promise.all(nodes.flatMap((one) => [one.reminders.run(), one.reminders.run()])));
      }
      expect(mails().map(({ to, subject }) => [to, subject])).toEqual([
        [owner.email, 'A Coffer key of bot expires within 14 days'],
        [owner.email, 'A Coffer key of bot expires within 7 days'],
        [owner.email, 'A Coffer key of bot expires within a day'],
      ]);
      expect(mails()[0]?.text).toContain('/keys/');
    });

    it('are not sent late one after another: a server that was off sends the present one', async () => {
      await create('90d');
      node.clock.at += 85 * DAY_MS;
      await node.reminders.run();
      await node.reminders.run();
      expect(node.mails.map(({ subject }) => subject)).toEqual(['A Coffer key of bot expires within 5 days']);
    });

    it('do not come for a key that was ended or replaced, nor while nobody can use its account', async () => {
      const [ended, replaced] = [await create('90d'), await create('90d')];
      await node.ending.end(again(caller), 'bot', ended.key.id);
      await node.rotation.rotate(again(caller), 'bot', replaced.key.id, { overlap: '30d', end: { expiresIn: '365d' } });
      node.clock.at += 77 * DAY_MS;
      await node.reminders.run();
      expect(node.mails).toEqual([]);
    });
  });

  describe('the sweep', () => {
    it('removes a key and its last use 30 days after it was over, and no earlier', async () => {
      const { key, text } = await create('1d');
      await node.authentication.identify(text ?? '', aRequest());
      await node.clock.advance(100);
      node.clock.at = key.expiresAt + 30 * DAY_MS;
      await node.sweep.run();
      expect((await node.store.usesOf([key.id])).size).toBe(1);
      node.clock.at += 3_600_001;
      expect(await node.sweep.run()).toBe(1);
      expect([node.store.keys.peekAll(), (await node.store.usesOf([key.id])).size]).toEqual([[], 0]);
    });

    it('of a deleted account removes all of its keys, and none of another', async () => {
      const other = await addProgram(node, 'other');
      const kept = await node.keyCreation.create(again(other.caller), 'other', { name: 'deploy', end: {} });
      const [first] = [await create('1d'), await create('2d')];
      expect(await node.sweep.sweep(first.key.accountId)).toBe(2);
      expect(node.store.keys.peekAll().map(({ value }) => value.id)).toEqual([kept.key.id]);
    });
  });

  describe('a key that somebody has found', () => {
    const report = (text: string) => node.leaked.report(aRequest({ ip: '198.51.100.7', anonymous: true }), text);
    const works = async (text: string | null) =>
      typeof (await node.authentication.identify(text ?? '', aRequest())) !== 'string';

    it('that is unknown, has another secret or is no key, ends nothing, and is recorded [R136]', async () => {
      const made = await create('90d');
      for (const text of [makeKeyText(newId()), makeKeyText(made.key.id), 'x', '']) {
        expect(await codeOf(report(text))).toBe('none');
        expect(node.records.at(-1)).toMatchObject({ action: 'auth:key-leaked', outcome: 'failed', resourceId: null });
      }
      expect([await works(made.text), node.mails]).toEqual([true, []]);
    });

    it('is ended at once by 50 who report it together, and its owner is mailed once [R136]', async () => {
      const made = await create('90d');
      expect(await works(made.text)).toBe(true);
      await node.clock.drive(Promise.all(Array.from({ length: 50 }, () => report(made.text ?? ''))));
      expect(await works(made.text)).toBe(false);
      await report(made.text ?? '');
      expect(node.mails.map(({ to, subject }) => [to, subject])).toEqual([
        [owner.email, 'A leaked Coffer key of bot was ended'],
      ]);
      expect(node.mails[0]?.text).toContain(made.key.id);
      expect(node.mails[0]?.text).not.toContain(made.text);
      const [stored] = node.store.keys.peekAll();
      expect(stored?.value).toMatchObject({ endedBecause: 'leaked' });
    });
  });
});
