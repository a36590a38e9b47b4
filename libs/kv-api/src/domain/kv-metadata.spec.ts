import { type KvSubject, secretMetadata, versionMetadata } from './kv-metadata.js';

const AT = Date.parse('2026-11-29T16:14:53.685Z');
const subject: KvSubject = {
  ...{ description: null, owner: 'Payments', tags: [] },
  version: 4,
  versions: [
    { version: 3, createdAt: AT, state: 'destroyed' },
    { version: 4, createdAt: AT + 1, state: 'kept' },
  ],
  ...{ createdAt: AT - 1, updatedAt: AT + 1, deletedAt: null, expiresAt: null },
};

describe('the metadata of KV', () => {
  it('knows no version that the secret does not list', () => {
    expect([0, 2, 5].map((version) => versionMetadata(subject, version))).toEqual([null, null, null]);
  });

  it('shows one version as Vault does', () => {
    expect(versionMetadata(subject, 3)).toEqual({
      created_time: '2026-11-29T16:14:53.685000000Z',
      custom_metadata: { owner: 'Payments' },
      deletion_time: '',
      destroyed: true,
      version: 3,
    });
  });

  it('shows all of them as Vault does', () => {
    expect(secretMetadata(subject)).toEqual({
      cas_required: false,
      created_time: '2026-11-29T16:14:53.684000000Z',
      current_version: 4,
      custom_metadata: { owner: 'Payments' },
      delete_version_after: '0s',
      max_versions: 0,
      oldest_version: 3,
      updated_time: '2026-11-29T16:14:53.686000000Z',
      versions: {
        3: { created_time: '2026-11-29T16:14:53.685000000Z', deletion_time: '', destroyed: true },
        4: { created_time: '2026-11-29T16:14:53.686000000Z', deletion_time: '', destroyed: false },
      },
    });
    expect(
      secretMetadata({ ...subject, versions: [{ version: 1, createdAt: AT, state: 'kept' }] }).oldest_version,
    ).toBe(0);
  });

  it.each([
    ['is deleted', { deletedAt: AT }],
    ['expires', { expiresAt: AT }],
  ])('gives every version a deletion time if the secret %s', (_, change) => {
    const times = Object.values(secretMetadata({ ...subject, ...change }).versions).map((one) => one.deletion_time);
    expect(times).toEqual(['2026-11-29T16:14:53.685000000Z', '2026-11-29T16:14:53.685000000Z']);
  });
});
