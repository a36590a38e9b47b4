import fc from 'fast-check';
import { changeTo, customMetadataIn, customMetadataOf, describedBy } from './custom-metadata.js';

const refusal = (field: string) =>
  expect.objectContaining({ code: 'validation_failed', details: { fields: [expect.objectContaining({ field })] } });
const NOTHING = { description: null, owner: null, tags: [] };

describe('custom metadata', () => {
  it.each([
    ['custom_metadata', { bogus: 1 }],
    ['custom_metadata', { custom_metadata: null }],
    ['custom_metadata', { custom_metadata: 'x' }],
    ['custom_metadata', { custom_metadata: { owner: 1 } }],
    ['custom_metadata', { custom_metadata: { owner: null } }],
    ['custom_metadata', { custom_metadata: { tags: ['a'] } }],
    ['max_versions', { max_versions: 5 }],
    ['cas_required', { cas_required: true }],
    ['delete_version_after', { delete_version_after: '1h' }],
    ['metadata_cas_required', { metadata_cas_required: true }],
  ])('is refused for %s: %j', (field, body) => {
    expect(() => customMetadataIn(body, false)).toThrow(refusal(field));
  });

  it.each(['a b', 'Team', 'a:b', '', 'a'.repeat(64)])('has no member named %j', (name) => {
    expect(() => describedBy({ [name]: 'x' })).toThrow(refusal('custom_metadata'));
  });

  it('takes settings that say what is so already', () => {
    const body = { max_versions: 0, cas_required: false, delete_version_after: '0s', metadata_cas_required: false };
    expect([customMetadataIn(body, false), customMetadataIn(undefined, true)]).toEqual([undefined, undefined]);
  });

  it('takes null for a member only where it removes', () => {
    expect(customMetadataIn({ custom_metadata: { team: null } }, true)).toEqual({ team: null });
  });

  it('keeps names as tags, and tags without a name of their own in one member', () => {
    const described = { description: 'a', owner: 'b', tags: ['team:shop', 'db', 'team:b', 'owner:x', ':y', 'z:'] };
    const custom = { description: 'a', owner: 'b', team: 'shop', z: '', tags: 'db,team:b,owner:x,:y' };
    expect(customMetadataOf(described)).toEqual(custom);
    expect(describedBy(custom)).toEqual({ ...described, tags: ['team:shop', 'z:', 'db', 'team:b', 'owner:x', ':y'] });
    expect(customMetadataOf(NOTHING)).toBeNull();
    expect(describedBy({})).toEqual(NOTHING);
  });

  it('changes nothing when it is written back', () => {
    const tag = fc.stringMatching(/^[a-c._:-]{1,6}$/);
    const text = fc.option(fc.string({ maxLength: 5 }));
    const arbitrary = fc.record({ description: text, owner: text, tags: fc.uniqueArray(tag, { maxLength: 8 }) });
    fc.assert(
      fc.property(arbitrary, (described) => {
        expect(changeTo(described, describedBy(customMetadataOf(described) ?? {}))).toBeNull();
      }),
    );
  });

  it('changes as a whole, and keeps the order of the same tags', () => {
    const present = { description: 'a', owner: null, tags: ['x', 'y'] };
    expect(changeTo(present, { ...present, tags: ['y', 'x'] })).toBeNull();
    expect(changeTo(present, { ...present, owner: 'b', tags: ['y', 'x'] })).toEqual({ ...present, owner: 'b' });
    expect(changeTo(present, { ...present, tags: ['y'] })).toEqual({ ...present, tags: ['y'] });
    expect(changeTo(present, { ...present, description: null })).toEqual({ ...present, description: null });
  });
});
