import { changedField, changedNames, changesInWords } from './changes.js';

const names = (count: number, prefix = 'n') =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, '0')}`);

describe('what a change changed', () => {
  it('is the names before and after, sorted, each once', () => {
    expect(changedNames('roles', ['b', 'a'], ['c', 'a', 'c'])).toEqual([
      { field: 'roles', before: ['a', 'b'], after: ['a', 'c'], omitted: 0 },
    ]);
  });

  it('is nothing if the names are the same in another order', () => {
    expect(changedNames('roles', ['b', 'a'], ['a', 'b'])).toEqual([]);
  });

  it('leaves out names that stay, where lists are long, and never more than it says', () => {
    const [before, after] = [names(500), [...names(499), 'new']];
    const [change] = changedNames('policies', before, after);
    expect(change).toEqual({ field: 'policies', before: ['n0499'], after: ['new'], omitted: 998 });
    const [whole] = changedNames('policies', names(1_000), names(1_000, 'm'));
    expect([whole?.before?.length, whole?.after?.length, whole?.omitted]).toEqual([100, 100, 1_800]);
  });

  it('fits one cell of a table', () => {
    const [roles] = changedNames('roles', [], ['member', 'auditor']);
    expect(changesInWords(roles ? [changedField('email'), roles] : [])).toBe('email; roles: none -> auditor member');
  });
});
