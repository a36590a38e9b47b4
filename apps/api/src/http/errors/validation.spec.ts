import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsObject, IsOptional, IsString, MaxLength, Min, ValidateNested } from 'class-validator';
import { CofferError } from '#kernel';
import { StrictValidationPipe } from './validation.js';

class NeedsPath {
  @IsString()
  path = undefined;
}

class NeedsNothing {
  @IsOptional()
  @IsString()
  version?: string;
}

class Part {
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  size!: number;
}

class Whole {
  @ApiProperty()
  @IsString()
  @MaxLength(8)
  name!: string;

  @ApiProperty({ type: [Part] })
  @IsArray()
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => Part)
  parts!: Part[];

  @ApiProperty({ type: [String] })
  @IsArray()
  @IsString({ each: true })
  tags!: string[];

  @ApiProperty({ type: Part })
  @IsObject()
  @ValidateNested()
  @Type(() => Part)
  inner!: Part;
}

describe('an empty query', () => {
  const pipe = new StrictValidationPipe();

  it('is refused each time if a parameter is required', async () => {
    for (let n = 0; n < 3; n++) {
      await expect(pipe.query({}, NeedsPath)).rejects.toMatchObject({
        code: 'validation_failed',
        details: { fields: [{ field: 'path', code: 'required' }] },
      });
    }
  });

  it('does not let a later query skip validation', async () => {
    await pipe.query({}, NeedsNothing);
    await expect(pipe.query({ other: '1' }, NeedsNothing)).rejects.toMatchObject({
      details: { fields: [{ field: 'other', code: 'unknown_field' }] },
    });
    await expect(pipe.query({ version: 1 }, NeedsNothing)).rejects.toThrow('version');
  });

  it('gives each request a new object', async () => {
    const [first, second] = [await pipe.query({}, NeedsNothing), await pipe.query({}, NeedsNothing)];
    expect(first).toBeInstanceOf(NeedsNothing);
    expect(second).toEqual(first);
    expect(second).not.toBe(first);
  });
});

describe('the error of a body', () => {
  const of = async (body: object) => {
    const refused: unknown = await new StrictValidationPipe().transform(body, { type: 'body', metatype: Whole }).then(
      () => null,
      (error: unknown) => error,
    );
    if (!(refused instanceof CofferError)) throw refused;
    expect(refused.message).toBe(refused.details.fields?.[0]?.message);
    return refused.details.fields?.map(({ code, message }) => [code, message]);
  };
  const GOOD = { name: 'a', parts: [{ size: 1 }], tags: ['x'], inner: { size: 2 } };

  it.each([
    ['required', { ...GOOD, name: undefined }, 'name is missing.'],
    ['required', { ...GOOD, inner: {} }, 'inner.size is missing.'],
    ['required', { ...GOOD, parts: [{ size: 1 }, {}] }, 'parts[1].size is missing.'],
    ['type', { ...GOOD, name: 7 }, 'name must be a string, not a whole number.'],
    ['type', { ...GOOD, name: null }, 'name must be a string, not null.'],
    ['type', { ...GOOD, tags: 'x' }, 'tags must be an array, not a string.'],
    ['type', { ...GOOD, tags: ['x', {}] }, 'tags[1] must be a string, not an object.'],
    ['type', { ...GOOD, inner: 'x' }, 'inner must be an object, not a string.'],
    ['type', { ...GOOD, inner: { size: '2' } }, 'inner.size must be a whole number, not a string.'],
    ['type', { ...GOOD, parts: [7] }, 'parts[0] must be an object, not a whole number.'],
    ['max_length', { ...GOOD, name: 'a'.repeat(9) }, 'name must be shorter than or equal to 8 characters.'],
    ['min', { ...GOOD, inner: { size: 0 } }, 'inner.size must not be less than 1.'],
    [
      'unknown_field',
      { ...GOOD, Name: 'b' },
      'Name is no field here. Did you mean name? There are: name, parts, tags, inner.',
    ],
    [
      'unknown_field',
      { ...GOOD, inner: { size: 1, siez: 2 } },
      'inner.siez is no field here. Did you mean size? There are: size.',
    ],
  ])('says what the field is before what its rules say: %s', async (code, body, message) => {
    expect(await of(body)).toEqual([[code, message]]);
  });

  it('names every field that is wrong', async () => {
    expect(await of({})).toEqual(
      ['name', 'parts', 'tags', 'inner'].map((field) => ['required', `${field} is missing.`]),
    );
  });
});
