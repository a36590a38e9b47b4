import { aSecret } from '#secrets/testing';
import { secretMapper } from './secret.mapper.js';

describe('a secret that MongoDB kept before it could have an owner', () => {
  it('is read without an owner', () => {
    const secret = aSecret();
    const { owner: _, ...older } = { ...secretMapper.toFields(secret), _id: secret.id, revision: 1 };
    expect(secretMapper.toValue(older as Parameters<typeof secretMapper.toValue>[0])).toEqual(secret);
  });
});
