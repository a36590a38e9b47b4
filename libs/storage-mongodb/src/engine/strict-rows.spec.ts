import { aSecret } from '#secrets/testing';
import { MODELS } from '../models.js';
import { secretMapper } from '../secrets/secret.mapper.js';
import { SecretSchema } from '../secrets/secret.schema.js';
import { StrictRows } from './strict-rows.js';

const version = { version: 1, createdAt: 1, createdBy: 'x', state: 'kept' };
const row = { ...secretMapper.toFields(aSecret()), versions: [version] };

describe('the rows of a schema', () => {
  it.each([
    ['a field that it does not have', { isAdmin: true }],
    ['one in an embedded part', { versions: [{ ...version, isAdmin: true }] }],
    ['an operator in the place of a text', { path: { $ne: 'canary' } }],
    ['a text in the place of a number', { createdAt: 'canary' }],
    ['what is no number in the place of one', { createdAt: Number.NaN }],
    ['a text in the place of a list', { tags: 'canary' }],
    ['a list of something else', { tags: ['a', 7] }],
    ['a part that is none', { versions: [null] }],
  ])('do not have %s, and the refusal does not show it [R74]', (_, wrong) => {
    const refused = () => new StrictRows(SecretSchema).require({ ...row, ...wrong });
    expect(refused).toThrow(TypeError);
    expect(refused).not.toThrow(/canary/);
  });

  it('are those that mappers make', () => {
    expect(new StrictRows(SecretSchema).require(row)).toBe(row);
  });

  it('can be checked in every collection of documents', () => {
    const documents = MODELS.filter(({ schema }) => schema.path('fenced'));
    expect(documents.length).toBeGreaterThan(10);
    for (const { schema } of documents) expect(() => new StrictRows(schema)).not.toThrow();
  });
});
