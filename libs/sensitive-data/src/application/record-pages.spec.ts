import type { RequestContext } from '#kernel';
import { codeOf } from '#kernel/testing';
import { type SensitiveDataUnderTest, sensitiveDataUnderTest } from '../testing/sensitive-data-under-test.js';
import { PAGE_BYTES } from './show-records.js';

/** The longest value in JSON: a control character takes six bytes. */
const LONGEST = '\u0001'.repeat(16_384);
const LONGEST_BYTES = 6 * 16_384 + 2;

describe('a page of sensitive data', () => {
  let data: SensitiveDataUnderTest;
  let taken: number;
  beforeEach(async () => {
    data = await sensitiveDataUnderTest();
    taken = 0;
  });

  const keep = (text: string) => data.create.create(data.as(data.ann), 'text', text, null);
  const pay = (bytes: number): void => {
    taken += bytes;
  };
  const caller = (reserve: RequestContext['reserve'] = pay) => {
    const as = data.as(data.ann);
    return { ...as, request: { ...as.request, reserve } };
  };
  const list = (after: string | null = null, limit = 200) => data.show.list(caller(), after, limit);
  const idOf = ({ stored }: Awaited<ReturnType<typeof list>>['items'][number]) => stored.value.id;

  it('is cut by the size of its values, and the pages together hold each record once', async () => {
    const ids: string[] = [];
    for (let made = 0; made < 25; made += 1) ids.push((await keep(LONGEST)).stored.value.id);
    const found: string[] = [];
    const sizes: number[] = [];
    for (let after: string | null = null, pages = 0; pages === 0 || after !== null; pages += 1) {
      const page = await list(after);
      sizes.push(page.items.length);
      found.push(...page.items.map(idOf));
      after = page.next;
    }
    expect(found).toEqual(ids.toSorted());
    const most = Math.floor(PAGE_BYTES / LONGEST_BYTES);
    expect(sizes).toEqual([most, most, 25 - 2 * most]);
  });

  it('is paid for by the memory of the caller: what was read, and three times what is shown', async () => {
    for (let made = 0; made < 3; made += 1) await keep(LONGEST);
    const { items } = await list();
    const sealed = items.reduce((sum, { stored }) => sum + stored.value.sealed.length, 0);
    expect(taken).toBe(sealed + 3 * 3 * LONGEST_BYTES);
    taken = 0;
    await data.show.one(caller(), items.map(idOf)[0] ?? '');
    expect(taken).toBe(2 * LONGEST_BYTES);
  });

  it('is refused before anything is opened if the caller has no share of memory left', async () => {
    await keep(LONGEST);
    data.audit.length = 0;
    const full = () => {
      throw new TypeError('full');
    };
    await expect(data.show.list(caller(full), null, 200)).rejects.toThrow('full');
    expect(data.outcomes()).toEqual([]);
  });

  it('lets other work of the event loop come between its records', async () => {
    for (let made = 0; made < 60; made += 1) await keep('short');
    const before = data.clock.gaveWay;
    expect((await list()).items).toHaveLength(60);
    expect(data.clock.gaveWay - before).toBeGreaterThanOrEqual(60);
  });

  it('has at most as many records as are asked for, over several reads of the store', async () => {
    for (let made = 0; made < 60; made += 1) await keep('short');
    const first = await list(null, 55);
    expect([first.items.length, first.next]).toEqual([55, first.items.map(idOf)[54]]);
    const rest = await list(first.next, 5);
    expect([rest.items.length, rest.next]).toEqual([5, null]);
    expect(await codeOf(list(rest.items.map(idOf)[4], 1))).toBe('none');
  });
});
