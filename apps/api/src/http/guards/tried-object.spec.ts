import { newId } from '#kernel';
import { triedBy } from './tried-object.js';

const ID = newId();
const NOTHING = { id: null, name: null };

describe('the object that a request names', () => {
  it('is the id in the path of the request, and the path or the name that it asks for', () => {
    expect(triedBy({ params: { id: ID }, query: {}, body: undefined })).toEqual({ id: ID, name: null });
    expect(triedBy({ params: {}, query: { path: 'prod/db' }, body: null })).toEqual({ id: null, name: 'prod/db' });
    expect(triedBy({ params: {}, query: {}, body: { path: 'prod/db', name: 'x' } })).toMatchObject({ name: 'prod/db' });
    expect(triedBy({ params: {}, query: {}, body: { name: 'reader' } })).toEqual({ id: null, name: 'reader' });
    expect(triedBy({ params: {}, query: {}, body: { path: 'Prod/DB' } })).toEqual({ id: null, name: 'Prod/DB' });
  });

  it.each([
    undefined,
    'text',
    ['prod/db'],
    { path: 7 },
    { path: ['prod/db'] },
    { path: 'prod/**' },
    { path: 'Correct-Horse 42' },
    { path: 'x'.repeat(257) },
    { name: 'Reader' },
    Object.create({ path: 'prod/db' }),
  ])('is nothing in the body %j', (body) => {
    expect(triedBy({ params: { id: 'not-an-id' }, query: {}, body })).toEqual(NOTHING);
  });
});
