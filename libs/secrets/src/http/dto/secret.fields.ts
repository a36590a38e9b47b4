import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, Matches } from 'class-validator';
import { Nullable, Optional } from '#access';
import { DESCRIPTION_MAX, isDescription, parseTimestamp, TAG_PATTERN, TAGS_MAX } from '../../domain/metadata.js';
import { isSecretPath, PATH_MAX, PATH_PATTERN } from '../../domain/path.js';
import { isSecretValue, VALUE_MAX_BYTES } from '../../domain/value.js';
import { Satisfies } from './rules.js';

/** 409 rather than a surprise for who tries the example twice: the path is what a first day would use. */
export const EXAMPLE_PATH = 'prod/db/password';

export function PathField(description: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ description, pattern: PATH_PATTERN.source, maxLength: PATH_MAX, example: EXAMPLE_PATH }),
    Satisfies(
      'path',
      isSecretPath,
      `path must be levels of a-z, 0-9, ".", "_" and "-" separated by "/", at most ${PATH_MAX} characters`,
    ),
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
    Satisfies('secret_value', isSecretValue, 'value must be a text of 1 to 65,536 bytes in well-formed UTF-8'),
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
    Satisfies('description', isDescription, `description must be a text of at most ${DESCRIPTION_MAX} characters`),
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
    Matches(TAG_PATTERN, {
      each: true,
      message: 'each of tags must be 1 to 64 characters of a-z, 0-9, ".", "_", ":" and "-"',
    }),
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
    Satisfies(
      'timestamp',
      (text) => parseTimestamp(text) !== null,
      'expires_at must be an RFC 3339 time with its offset, such as 2099-12-31T23:59:59.000Z',
    ),
  );
}
