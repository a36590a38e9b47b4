import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, Matches } from 'class-validator';
import { Nullable, Optional } from '#access';
import {
  DESCRIPTION_MAX,
  DESCRIPTION_RULE,
  OWNER_MAX,
  OWNER_RULE,
  parseTimestamp,
  TAG_FORM,
  TAG_PATTERN,
  TAGS_MAX,
} from '../../domain/metadata.js';
import { PATH_MAX, PATH_PATTERN, PATH_RULE } from '../../domain/path.js';
import { VALUE_MAX_BYTES, VALUE_RULE } from '../../domain/value.js';
import { Satisfies } from './rules.js';

/** 409 rather than a surprise for who tries the example twice: the path is what a first day would use. */
export const EXAMPLE_PATH = 'prod/db/password';

export function PathField(description: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ description, pattern: PATH_PATTERN.source, maxLength: PATH_MAX, example: EXAMPLE_PATH }),
    Satisfies(PATH_RULE),
  );
}

export function ValueField(example: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      description: 'What is to be kept: any text of 1 byte to 64 KiB in UTF-8. Binary values: encode them first.',
      minLength: 1,
      maxLength: VALUE_MAX_BYTES,
      example,
    }),
    Satisfies(VALUE_RULE),
  );
}

export function DescriptionField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      nullable: true,
      maxLength: DESCRIPTION_MAX,
      description: 'What it is for. Shown to everyone who may list the secret, and not sealed: put no secret here.',
      example: 'Password of the payments database',
    }),
    Nullable(),
    Satisfies(DESCRIPTION_RULE),
  );
}

export function OwnerField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      nullable: true,
      minLength: 1,
      maxLength: OWNER_MAX,
      description:
        'Who answers for the secret: a person or a team. Free text, shown to everyone who may list the secret.',
      example: 'Payments team',
    }),
    Nullable(),
    Satisfies(OWNER_RULE),
  );
}

export function TagsField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: [String],
      maxItems: TAGS_MAX,
      uniqueItems: true,
      items: { type: 'string', pattern: TAG_PATTERN.source },
      description: 'To find it again: a list shows those with one tag.',
      example: ['team:payments', 'db'],
    }),
    Optional(),
    IsArray({ message: 'tags must be an array' }),
    ArrayMaxSize(TAGS_MAX, { message: `tags must be at most ${TAGS_MAX}` }),
    ArrayUnique({ message: 'tags must be different from each other' }),
    Matches(TAG_PATTERN, { each: true, message: `each of tags must be ${TAG_FORM}` }),
  );
}

export function ExpiresAtField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      format: 'date-time',
      nullable: true,
      description: 'RFC 3339, in the future. From then on it is not revealed any more. Null: never.',
      example: '2099-12-31T23:59:59.000Z',
    }),
    Nullable(),
    Satisfies({
      code: 'timestamp',
      message: 'expires_at must be an RFC 3339 time with its offset, such as 2099-12-31T23:59:59.000Z',
      holds: (text) => parseTimestamp(text) !== null,
    }),
  );
}
