import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { CreateEntryBody, ListEntriesQuery, UpdateEntryBody } from './entry.requests.js';
import { BeginRekeyBody, PublishRekeyBody, parseGeneration, StageEntriesBody } from './rekey.requests.js';

const ID = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
const base64 = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64');
const BLOB = { ciphertext: base64(30), iv: base64(12), tag: base64(16) };
const STAGED = { ...BLOB, id: ID, revision: 1 };

/** The fields that are refused. */
async function refused(type: new () => object, plain: object): Promise<string[]> {
  const options = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };
  return (await validate(plainToInstance(type, plain), options)).map(({ property }) => property);
}

describe('the bodies of entries', () => {
  it.each([
    [{ ciphertext: undefined }, 'ciphertext'],
    [{ ciphertext: null }, 'ciphertext'],
    [{ ciphertext: '' }, 'ciphertext'],
    [{ ciphertext: base64(262_145) }, 'ciphertext'],
    [{ ciphertext: { $ne: null } }, 'ciphertext'],
    [{ ciphertext: [base64(30)] }, 'ciphertext'],
    [{ ciphertext: `${base64(30)}\n` }, 'ciphertext'],
    [{ ciphertext: 'ab-_' }, 'ciphertext'],
    [{ ciphertext: 'AAF=' }, 'ciphertext'],
    [{ iv: base64(11) }, 'iv'],
    [{ iv: base64(16) }, 'iv'],
    [{ iv: Array(12).fill(0) }, 'iv'],
    [{ tag: base64(12) }, 'tag'],
    [{ tag: base64(16).replace('==', '') }, 'tag'],
    [{ meta: '' }, 'meta'],
    [{ meta: base64(4_097) }, 'meta'],
    [{ meta: 7 }, 'meta'],
    [{ name: '' }, 'name'],
    [{ name: 'a'.repeat(257) }, 'name'],
    [{ name: 7 }, 'name'],
    [{ generation: 0 }, 'generation'],
    [{ generation: '1' }, 'generation'],
    [{ generation: 1.5 }, 'generation'],
    [{ generation: null }, 'generation'],
    [{ ownerId: ID }, 'ownerId'],
    [{ revision: 7 }, 'revision'],
  ])('refuse %j [R58][R72][R75][R76]', async (wrong, field) => {
    expect(await refused(UpdateEntryBody, { ...BLOB, ...wrong })).toEqual([field]);
    expect(await refused(CreateEntryBody, { ...BLOB, ...wrong })).toEqual([field]);
  });

  it.each([ID.toUpperCase(), `${ID} `, ID.replace('-7', '-4'), null, 7, ''])('refuse the id %j', async (id) => {
    expect(await refused(CreateEntryBody, { ...BLOB, id })).toEqual(['id']);
  });

  it('accept the largest of everything, and null where a field may be null', async () => {
    const largest = {
      ...BLOB,
      ciphertext: base64(262_144),
      meta: base64(4_096),
      name: '😀'.repeat(256),
      generation: 2,
    };
    expect(await refused(CreateEntryBody, { ...largest, id: ID })).toEqual([]);
    expect(await refused(UpdateEntryBody, { ...BLOB, name: null, meta: null })).toEqual([]);
  });

  it('never show what they refuse [R58]', async () => {
    const body = plainToInstance(CreateEntryBody, { ciphertext: 'hunter2!', iv: 'hunter2', tag: 'hunter2', name: 7 });
    const errors = await validate(body, { validationError: { target: false, value: false } });
    expect(errors).toHaveLength(4);
    expect(JSON.stringify(errors)).not.toContain('hunter2');
  });

  it.each(['-1', '01', '1e3', ' 1', '1000000000000000', ['1']])('refuse since=%j', async (since) => {
    expect(await refused(ListEntriesQuery, { since })).toEqual(['since']);
    for (const good of ['0', '7']) expect(await refused(ListEntriesQuery, { since: good })).toEqual([]);
  });
});

describe('the bodies of a re-key', () => {
  it.each([
    [BeginRekeyBody, {}, 'wrapped_key'],
    [BeginRekeyBody, { wrapped_key: base64(1_025) }, 'wrapped_key'],
    [BeginRekeyBody, { wrapped_key: 'AAF=' }, 'wrapped_key'],
    [StageEntriesBody, { entries: [] }, 'entries'],
    [StageEntriesBody, { entries: 'x' }, 'entries'],
    [StageEntriesBody, { entries: [null] }, 'entries'],
    [StageEntriesBody, { entries: [7] }, 'entries'],
    [StageEntriesBody, { entries: [[]] }, 'entries'],
    [StageEntriesBody, { entries: [{ ...STAGED, iv: 'x' }] }, 'entries'],
    [StageEntriesBody, { entries: [{ ...STAGED, revision: 0 }] }, 'entries'],
    [StageEntriesBody, { entries: [{ ...STAGED, generation: 2 }] }, 'entries'],
    [StageEntriesBody, { entries: Array(101).fill(STAGED) }, 'entries'],
    [PublishRekeyBody, {}, 'manifest'],
    [PublishRekeyBody, { manifest: [ID] }, 'manifest'],
    [PublishRekeyBody, { manifest: [null] }, 'manifest'],
    [PublishRekeyBody, { manifest: { 0: `${ID}:1` } }, 'manifest'],
    [PublishRekeyBody, { manifest: Array(10_001).fill(`${ID}:1`) }, 'manifest'],
  ])('%p refuses %.80j', async (type, plain, field) => {
    expect(await refused(type, plain)).toEqual([field]);
  });

  it('accept what is allowed', async () => {
    expect(await refused(BeginRekeyBody, { wrapped_key: base64(1_024) })).toEqual([]);
    expect(await refused(StageEntriesBody, { entries: Array(100).fill(STAGED) })).toEqual([]);
    expect(await refused(PublishRekeyBody, { manifest: Array(10_000).fill(`${ID}:1`) })).toEqual([]);
    expect(await refused(PublishRekeyBody, { manifest: [] })).toEqual([]);
  });

  it.each(['', '0', '01', '1.0', 'x', '1\n'])('read %j as a generation that does not exist', (text) => {
    expect(parseGeneration(text)).toBe(0);
    expect(parseGeneration('12')).toBe(12);
  });
});
