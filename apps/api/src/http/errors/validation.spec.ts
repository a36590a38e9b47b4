import type { ArgumentMetadata } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
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

class NeedsName {
  @IsString()
  @MaxLength(8)
  name = undefined;
}

const query = (metatype: ArgumentMetadata['metatype']): ArgumentMetadata => ({ type: 'query', metatype });

describe('an empty query', () => {
  const pipe = new StrictValidationPipe();

  it('is refused each time if a parameter is required', async () => {
    for (let n = 0; n < 3; n++) {
      await expect(pipe.transform({}, query(NeedsPath))).rejects.toMatchObject({
        code: 'validation_failed',
        details: { fields: [{ field: 'path', code: 'is_string' }] },
      });
    }
  });

  it('does not let a later query skip validation', async () => {
    await pipe.transform({}, query(NeedsNothing));
    await expect(pipe.transform({ other: '1' }, query(NeedsNothing))).rejects.toMatchObject({
      details: { fields: [{ field: 'other', code: 'unknown_field' }] },
    });
    await expect(pipe.transform({ version: 1 }, query(NeedsNothing))).rejects.toThrow('version');
  });

  it('gives each request a new object', async () => {
    const [first, second] = [
      await pipe.transform({}, query(NeedsNothing)),
      await pipe.transform({}, query(NeedsNothing)),
    ];
    expect(first).toBeInstanceOf(NeedsNothing);
    expect(second).toEqual(first);
    expect(second).not.toBe(first);
  });
});

it('tells of a missing field what it must be, before how long it may be', async () => {
  const refused = new StrictValidationPipe().transform({}, { type: 'body', metatype: NeedsName });
  await expect(refused).rejects.toMatchObject({ message: 'name must be a string' });
});
