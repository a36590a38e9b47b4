import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { textRule } from '#kernel';
import { RuledField } from './fields.js';

const OWNER = textRule({ field: 'owner', code: 'owner_text', min: 1, max: 3 });

class Body {
  @RuledField(OWNER, { description: 'Who looks after it.' })
  owner!: string;

  @RuledField(OWNER, { description: 'Who looked after it before.', required: false })
  former?: string;

  @RuledField(OWNER, { description: 'Who will.', required: false, nullable: true })
  next?: string | null;
}

/** The fields that are refused, each with the codes and the messages of its errors. */
async function refused(plain: object) {
  const errors = await validate(plainToInstance(Body, plain));
  return errors.map(({ property, constraints }) => [property, constraints]);
}

describe('a ruled field', () => {
  const broken = { owner_text: 'owner must be a text of 1 to 3 characters' };

  it.each([[undefined], [null], [7], [['a']], [''], ['abcd']])(
    'refuses %j by the code and the message of its rule',
    async (owner) => {
      expect(await refused({ owner })).toEqual([['owner', broken]]);
    },
  );

  it('may be absent but not null where it is optional', async () => {
    expect(await refused({ owner: 'a' })).toEqual([]);
    expect(await refused({ owner: 'a', former: null })).toEqual([['former', broken]]);
  });

  it('may be absent and null where it is nullable', async () => {
    expect(await refused({ owner: 'a', next: null })).toEqual([]);
    expect(await refused({ owner: 'a', next: '' })).toEqual([['next', broken]]);
  });
});
