import { hash } from 'node:crypto';
import { leafHashesOf } from './leaf-hashes.js';

describe('the hashes of leaves', () => {
  it('are SHA-256 of a zero byte and the UTF-8 bytes of the leaf, one after another', () => {
    const leaves = ['{"v":1}', '{"name":"Größe 😀"}', ''];
    const expected = leaves.map((leaf) => hash('sha256', Buffer.from(`\0${leaf}`, 'utf8'), 'buffer'));
    expect(leafHashesOf(leaves.map((leaf) => ({ leaf })))).toEqual(Buffer.concat(expected));
    expect(leafHashesOf([])).toHaveLength(0);
  });
});
