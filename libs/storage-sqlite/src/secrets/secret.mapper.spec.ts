import { aSecret } from '#secrets/testing';
import { secretMapper } from './secret.mapper.js';

/** The row of a secret, by the names of its columns. */
function rowOf(secret = aSecret()) {
  const values = secretMapper.toRow(secret);
  const named = secretMapper.columns.map((column, index) => [column, values[index] ?? null]);
  return { id: secret.id, ...Object.fromEntries(named) };
}

describe('the row of a secret on SQLite', () => {
  it('is read without an owner if it is older than owners', () => {
    const { owner: _, ...secret } = aSecret();
    const row = rowOf({ ...secret, owner: 'payments' });
    const { owner: __, ...older } = JSON.parse(row.summary);
    expect(secretMapper.fromRow({ ...row, summary: JSON.stringify(older) })).toEqual({ ...secret, owner: null });
  });

  it('repeats no other column in its summary, which the index of places holds beside them', () => {
    const { summary } = rowOf(aSecret({ expiresAt: 1, state: 'deleted', deletedAt: 2 }));
    expect(Object.keys(JSON.parse(summary)).sort()).toEqual(
      ['description', 'format', 'owner', 'reseals', 'tags', 'version', 'versionsKept', 'createdAt'].sort(),
    );
  });
});
