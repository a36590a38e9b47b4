import { toRecord } from '../../domain/leaf.js';
import { aRecord, type LeafOverrides } from '../../testing/audit-records.js';
import { AccountNames } from './account-names.js';

describe('the names of accounts beside their ids', () => {
  let names: AccountNames;
  let asked: string[];
  beforeEach(() => {
    asked = [];
    names = new AccountNames();
    names.register(async (id) => {
      asked.push(id);
      return id === 'gone' ? null : `name-of-${id}`;
    });
  });
  const shown = (overrides: LeafOverrides) => names.naming()(toRecord(aRecord(1, overrides)));

  it('are the present ones where a record has none, and the recorded ones where it has', async () => {
    expect(await shown({ actor_id: 'a', personal: {} })).toMatchObject({
      actor_name: 'name-of-a',
      resource_name: null,
    });
    expect(await shown({ actor_id: 'a', personal: { actor_name: 'ada' } })).toMatchObject({ actor_name: 'ada' });
    const user = { actor_id: null, resource_type: 'user', personal: {} };
    expect(await shown({ ...user, resource_id: 'b' })).toMatchObject({ actor_name: null, resource_name: 'name-of-b' });
  });

  it('are none of an account that is gone, and none of objects that are no accounts', async () => {
    expect(await shown({ actor_id: 'gone', personal: {} })).toMatchObject({ actor_name: null });
    await shown({ actor_id: null, resource_type: 'secret', resource_id: 'b', personal: {} });
    expect(asked).toEqual(['gone']);
  });

  it('are asked for once, also if there is none', async () => {
    const named = names.naming();
    const records = ['a', 'gone', 'a', 'gone'].map((actor_id) => toRecord(aRecord(1, { actor_id, personal: {} })));
    for (const record of records) await named(record);
    expect(asked).toEqual(['a', 'gone']);
  });
});
