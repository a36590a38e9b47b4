import { createSecretKey, randomBytes } from 'node:crypto';
import { type Caller, Roots } from '#kernel';
import { CursorCodec } from './cursor-codec.js';

const roots = new Roots([], [{ version: 1, key: createSecretKey(randomBytes(32)) }]);
const codec = new CursorCodec(roots);
const callerOf = (userId: string) => ({ principal: { userId } }) as Caller;
const ann = callerOf('ann');
const place = { path: 'prod/db', id: '1' };

describe('a cursor', () => {
  const cursor = codec.encode(ann, 'secrets', { prefix: 'prod/', limit: '2' }, place);

  it.each<[string, () => unknown]>([
    ['another caller', () => codec.decode(callerOf('bob'), 'secrets', { prefix: 'prod/' }, cursor)],
    ['another list', () => codec.decode(ann, 'users', { prefix: 'prod/' }, cursor)],
    ['another filter', () => codec.decode(ann, 'secrets', { prefix: 'dev/' }, cursor)],
    ['one more filter', () => codec.decode(ann, 'secrets', { prefix: 'prod/', tag: 'x' }, cursor)],
    [
      'an altered text',
      () =>
        codec.decode(ann, 'secrets', { prefix: 'prod/' }, `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}`),
    ],
    ['a text that is no cursor', () => codec.decode(ann, 'secrets', { prefix: 'prod/' }, 'bm90IGEgY3Vyc29y')],
    ['an empty text', () => codec.decode(ann, 'secrets', { prefix: 'prod/' }, '')],
  ])('is refused for %s, and the error names the field', (_, decode) => {
    expect(decode).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });

  it('continues its own query, whatever the limit', () => {
    expect(codec.decode(ann, 'secrets', { prefix: 'prod/', limit: '50', cursor }, cursor)).toEqual(place);
    expect(codec.decode(ann, 'secrets', { prefix: 'prod/' }, undefined)).toBeNull();
  });

  it('reveals nothing, not even by its length', () => {
    const long = codec.encode(ann, 'secrets', {}, { path: 'p'.repeat(256), id: 'i'.repeat(36) });
    expect(long).toHaveLength(cursor.length);
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('prod');
  });
});

describe('a page', () => {
  const numbers = [1, 2, 3, 4, 5];
  const pageOf = (query: { limit?: string; cursor?: string }, caller = ann) =>
    codec.page(caller, 'numbers', query, String, async (after: number | null, limit) => {
      const items = numbers.filter((number) => number > (after ?? 0)).slice(0, limit);
      return { items, next: items.at(-1) === 5 ? null : (items.at(-1) ?? null) };
    });

  it('begins after the place of its cursor, and the last page has no cursor', async () => {
    const first = await pageOf({ limit: '3' });
    expect(first).toEqual({ items: ['1', '2', '3'], next_cursor: expect.any(String) });
    expect(await pageOf({ limit: '3', cursor: first.next_cursor ?? '' })).toEqual({
      items: ['4', '5'],
      next_cursor: null,
    });
  });

  it('is refused with the cursor of another caller', async () => {
    const { next_cursor: cursor } = await pageOf({ limit: '3' });
    await expect(pageOf({ cursor: cursor ?? '' }, callerOf('bob'))).rejects.toMatchObject({
      code: 'validation_failed',
    });
  });
});
