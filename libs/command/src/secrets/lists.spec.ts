import type { CofferClient } from '#client';
import { TestTerminal } from '../testing/test-terminal.js';
import type { Workplace } from '../workplace.js';
import { history } from './history.js';
import { listSecrets } from './list-secrets.js';

/** A place at a terminal, whose server answers each list with `items`. */
function placeWith(items: readonly object[]): { readonly place: Workplace; readonly terminal: TestTerminal } {
  const terminal = new TestTerminal();
  terminal.isSeen = true;
  const client = { get: async () => ({ data: { id: '1', items, next_cursor: null } }) } as unknown as CofferClient;
  return { terminal, place: { environment: {}, terminal, found() {}, about() {}, client: async () => client } };
}

describe('a list for a person', () => {
  it('says that there is nothing, in place of a head without rows', async () => {
    const { place, terminal } = placeWith([]);
    await listSecrets(place, 'nothere', {});
    await listSecrets(place, '', { deleted: true });
    expect(terminal.told).toEqual([]);
    expect(terminal.complained).toEqual([
      'There is no secret whose path begins with nothere, or you may not see it.',
      'There is no deleted secret, or you may not see it.',
    ]);
  });

  it('calls a version that is no longer the current one `former`', async () => {
    const { place, terminal } = placeWith([
      { version: 2, state: 'current', created_at: 'now', created_by: 'ada' },
      { version: 1, state: 'archived', created_at: 'before', created_by: 'ada' },
    ]);
    await history(place, 'shop/db', {});
    expect(terminal.told.map((line) => line.split(/ +/)[1])).toEqual(['STATE', 'current', 'former']);
  });
});
