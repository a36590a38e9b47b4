import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { CreateRecordBody, ListRecordsQuery, ReplaceRecordBody, ShowRecordQuery } from './record.requests.js';

const RULES = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };
/** The fields that are refused. */
async function refused<T extends object>(type: new () => T, plain: object): Promise<string[]> {
  return (await validate(plainToInstance(type, plain), RULES)).map(({ property }) => property);
}

const BODY = { data_type: 'text', value: 'v' };

describe('the bodies and queries of sensitive data', () => {
  it.each<[new () => object, object, string[]]>([
    [CreateRecordBody, {}, ['data_type', 'value']],
    [CreateRecordBody, { ...BODY, data_type: 'passport' }, ['data_type']],
    [CreateRecordBody, { ...BODY, data_type: null }, ['data_type']],
    [CreateRecordBody, { ...BODY, data_type: ['text'] }, ['data_type']],
    [CreateRecordBody, { ...BODY, value: { $ne: null } }, ['value']],
    [CreateRecordBody, { ...BODY, value: 4_111_111_111_111_111 }, ['value']],
    [CreateRecordBody, { ...BODY, value: 'a'.repeat(16_385) }, ['value']],
    [CreateRecordBody, { ...BODY, ownerId: 'x' }, ['ownerId']],
    [CreateRecordBody, { ...BODY, owner_id: 'x' }, ['owner_id']],
    [ReplaceRecordBody, {}, ['value']],
    [ReplaceRecordBody, { value: 'v', data_type: null }, ['data_type']],
    [ShowRecordQuery, { masked: '1' }, ['masked']],
    [ShowRecordQuery, { masked: 'TRUE' }, ['masked']],
    [ShowRecordQuery, { masked: '' }, ['masked']],
    [ShowRecordQuery, { masked: ['true', 'false'] }, ['masked']],
    [ShowRecordQuery, { limit: '2' }, ['limit']],
    [ListRecordsQuery, { masked: 'yes' }, ['masked']],
    [ListRecordsQuery, { limit: '201' }, ['limit']],
  ])('%p refuses %j [R72] [R73] [R75] [R76]', async (type, plain, fields) => {
    expect(await refused<object>(type, plain)).toEqual(fields);
  });

  it('accept what is allowed', async () => {
    expect(await refused(CreateRecordBody, BODY)).toEqual([]);
    expect(await refused(ReplaceRecordBody, { value: 'v' })).toEqual([]);
    expect(await refused(ListRecordsQuery, { masked: 'true', limit: '200' })).toEqual([]);
  });

  it('never show the value in an error', async () => {
    const body = plainToInstance(CreateRecordBody, { data_type: 'hunter2', value: 'hunter2'.repeat(3_000) });
    const errors = await validate(body, { validationError: { target: false, value: false } });
    expect(errors).toHaveLength(2);
    expect(JSON.stringify(errors)).not.toContain('hunter2');
  });
});
