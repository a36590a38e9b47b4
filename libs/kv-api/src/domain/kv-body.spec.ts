import { type JsonObject, parseExact } from '#kernel';
import { VERSIONS_NAMED_MAX, versionOf, versionsOf, writeOf } from './kv-body.js';

const body = (text: string) => parseExact(text) as JsonObject;
const refusal = (field: string) =>
  expect.objectContaining({ code: 'validation_failed', details: { fields: [expect.objectContaining({ field })] } });

describe('the body of a write', () => {
  it.each([
    ['data', '{}'],
    ['data', '{"options":{}}'],
    ['data', '{"data":null}'],
    ['data', '{"data":"text"}'],
    ['data', '{"data":[1]}'],
    ['data', '{"data":1.0}'],
    ['data', '{"data":{},"option":{"cas":1}}'],
    ['options', '{"data":{},"options":"cas"}'],
    ['options', '{"data":{},"options":[1]}'],
    ['cas', '{"data":{},"options":{"CAS":1}}'],
    ['options.cas', '{"data":{},"options":{"cas":"x"}}'],
    ['options.cas', '{"data":{},"options":{"cas":-1}}'],
    ['options.cas', '{"data":{},"options":{"cas":1.5}}'],
    ['options.cas', '{"data":{},"options":{"cas":1e9}}'],
    ['options.cas', '{"data":{},"options":{"cas":true}}'],
    ['options.cas', '{"data":{},"options":{"cas":[1]}}'],
  ])('is refused for its %s: %s', (field, text) => {
    expect(() => writeOf(body(text))).toThrow(refusal(field));
  });

  it('is refused if there is none', () => {
    expect(() => writeOf(undefined)).toThrow(refusal('data'));
  });

  it('shows no name and no value of what it refuses', () => {
    const given = () => writeOf(body('{"data":{"a":"b"},"hunter2":"hunter3"}'));
    expect(given).toThrow(/Known are: data, options, cas/);
    expect(given).not.toThrow(/hunter/);
  });

  it.each([
    ['{"data":{"a":1}}', null],
    ['{"data":{"a":1},"options":null}', null],
    ['{"data":{"a":1},"options":{}}', null],
    ['{"data":{"a":1},"options":{"cas":null}}', null],
    ['{"data":{"a":1},"options":{"cas":0}}', 0],
    ['{"data":{"a":1},"options":{"cas":"12"}}', 12],
    ['{"data":{"a":1},"cas":0,"options":{}}', null],
    ['{"data":{"a":1},"cas":3,"options":{}}', 3],
    ['{"data":{"a":1},"cas":3,"options":{"cas":0}}', 0],
  ])('%s says cas %s', (text, cas) => {
    expect(writeOf(body(text))).toEqual({ fields: { a: 1 }, cas });
  });
});

describe('the versions that a request names', () => {
  it.each([
    '{}',
    '{"versions":[]}',
    '{"versions":["x"]}',
    '{"versions":[-1]}',
    '{"versions":[1.5]}',
    '{"versions":[null]}',
    '{"versions":{"0":1}}',
    '{"versions":""}',
    `{"versions":[${Array.from({ length: VERSIONS_NAMED_MAX + 1 }, (_, n) => n)}]}`,
  ])('are refused: %s', (text) => {
    expect(() => versionsOf(body(text))).toThrow(refusal('versions'));
  });

  it('are refused beside another field', () => {
    expect(() => versionsOf(body('{"versions":[1],"version":2}'))).toThrow(refusal('versions'));
  });

  it.each(['{"versions":[1,2,1]}', '{"versions":["1","2"]}', '{"versions":"1, 2"}'])('%s are 1 and 2', (text) => {
    expect(versionsOf(body(text))).toEqual([1, 2]);
  });
});

describe('the version of a read', () => {
  it.each(['x', '1.5', '1e3', '1234567890', ' 1', '+1'])('is not %j', (text) => {
    expect(() => versionOf(text)).toThrow(refusal('version'));
  });

  it('is the current one if none is named, or none that there can be', () => {
    expect([undefined, '', '0', '00', '-1', '-0'].map(versionOf)).toEqual([null, null, null, null, null, null]);
    expect(versionOf('12')).toBe(12);
  });
});
