import { isOfType, JSON_TYPES, missingField, unknownField, wrongType } from './field-words.js';

describe('the error of a field', () => {
  it('says that it is missing', () => {
    expect(missingField('kdf.iterations')).toEqual({
      ...{ field: 'kdf.iterations', code: 'required', message: 'kdf.iterations is missing.' },
    });
  });

  it.each([
    ['string', 7, 'must be a string, not a whole number.'],
    ['integer', 1.5, 'must be a whole number, not a number.'],
    ['array', { length: 1 }, 'must be an array, not an object.'],
    ['object', [], 'must be an object, not an array.'],
    ['boolean', 'true', 'must be true or false, not a string.'],
    ['string', null, 'must be a string, not null.'],
  ] as const)('says the type, and never the value: %s for %j', (type, value, words) => {
    expect(wrongType('tags[2]', type, value)).toEqual({ field: 'tags[2]', code: 'type', message: `tags[2] ${words}` });
    expect(wrongType('tags[2]', [type, 'array'], value).message).toBe(`tags[2] ${words.replace(',', ' or an array,')}`);
  });

  it('names what nobody declared, what was probably meant, and what there is', () => {
    expect(unknownField('parameter', 'expires_before', ['limit', 'cursor']).message).toBe(
      'expires_before is no parameter here. There are: limit, cursor.',
    );
    expect(unknownField('field', 'kdf.iteration', ['algorithm', 'iterations']).message).toBe(
      'kdf.iteration is no field here. Did you mean iterations? There are: algorithm, iterations.',
    );
    expect(unknownField('parameter', 'x', []).message).toBe('x is no parameter here. There are none.');
  });
});

it('tells the types of JSON apart', () => {
  const values = ['', 1, 1.5, true, [], {}, null];
  const typed = (value: unknown) => JSON_TYPES.filter((type) => isOfType(type, value));
  expect(values.map(typed)).toEqual([
    ['string'],
    ['integer', 'number'],
    ['number'],
    ['boolean'],
    ['array'],
    ['object'],
    [],
  ]);
});
