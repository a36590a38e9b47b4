import { aSecret } from '#secrets/testing';
import { secretMapper } from './secret.mapper.js';

describe('a secret that SQLite kept before it could have an owner', () => {
  it('is read without an owner', () => {
    const { current, versions, owner: _, ...older } = aSecret();
    expect(
      secretMapper.fromRow({ summary: JSON.stringify(older), versions: JSON.stringify(versions), current }),
    ).toEqual({
      ...older,
      owner: null,
      versions,
      current,
    });
  });
});
