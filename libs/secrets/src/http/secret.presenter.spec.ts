import { asSealed } from '#kernel';
import { summaryOf } from '../domain/secret.js';
import { aSecret } from '../testing/a-secret.js';
import { masked, maskedSecret } from './secret.presenter.js';

const AT = Date.UTC(2026, 10, 22, 9, 30);

describe('a masked secret', () => {
  it('shows exactly these fields, and nothing that depends on the value', () => {
    const secret = aSecret({ createdAt: AT, updatedAt: AT, expiresAt: AT + 1, current: asSealed('short') });
    const shown = maskedSecret(summaryOf(secret));
    expect(shown).toEqual({
      id: secret.id,
      path: secret.path,
      description: null,
      owner: null,
      tags: ['a', 'b'],
      value: null,
      masked: true,
      version: 1,
      versions_kept: 1,
      state: 'live',
      created_at: '2026-11-22T09:30:00.000Z',
      updated_at: '2026-11-22T09:30:00.000Z',
      expires_at: '2026-11-22T09:30:00.001Z',
      created_by: secret.createdBy,
    });
    expect(maskedSecret(summaryOf(aSecret({ ...secret, current: asSealed('much longer than that') })))).toEqual(shown);
  });

  it('has an ETag that does not change when the value is only sealed anew', () => {
    const tagOf = (revision: number, reseals: number) => {
      const headers = new Map<string, string>();
      masked({ header: (name, value) => headers.set(name, value) }, { revision, value: aSecret({ reseals }) });
      return headers.get('ETag');
    };
    expect([tagOf(1, 0), tagOf(4, 0), tagOf(5, 1), tagOf(9, 2)]).toEqual(['"1"', '"4"', '"4"', '"7"']);
  });

  it('does not count a destroyed version as kept', () => {
    const entry = { createdAt: AT, createdBy: 'ann' };
    const versions = [
      { ...entry, version: 1, state: 'destroyed' },
      { ...entry, version: 2, state: 'kept' },
      { ...entry, version: 3, state: 'kept' },
    ] as const;
    expect(maskedSecret(summaryOf(aSecret({ version: 3, versions })))).toMatchObject({ version: 3, versions_kept: 2 });
  });
});
