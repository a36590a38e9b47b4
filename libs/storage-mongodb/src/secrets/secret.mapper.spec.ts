import { aSecret } from '#secrets/testing';
import { secretMapper } from './secret.mapper.js';
import type { SecretRow } from './secret.schema.js';

describe('a secret that MongoDB kept before it could have an owner', () => {
  it('is read without an owner', () => {
    const secret = aSecret();
    const { owner: _, ...older } = secretMapper.toFields(secret) as Record<string, unknown>;
    const row = { ...older, _id: secret.id, revision: 1 };
    expect(secretMapper.toValue(row as unknown as SecretRow)).toEqual(secret);
  });
});
