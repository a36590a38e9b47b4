import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, Matches, ValidateBy } from 'class-validator';
import { GivenTimeField, Optional, RuledField, toldBy } from '#access';
import { isOfType } from '#kernel';
import { TAG_FORM, TAG_PATTERN, TAGS_MAX } from '../../domain/metadata.js';
import { PATH_RULE } from '../../domain/path.js';
import { type GivenValue, VALUE_MAX_BYTES, VALUE_RULE } from '../../domain/value.js';

/** A body with a value of 64 KiB, of which JSON may write each byte as an escape of six. */
export const VALUE_BODY_BYTES = 524_288;
export const EXAMPLE_PATH = 'prod/mail/password';

export function PathField(description: string): PropertyDecorator {
  return RuledField(PATH_RULE, { description, example: EXAMPLE_PATH });
}

const MEMBER_TYPES = ['string', 'number', 'boolean', 'null'];

const VALUE_VALIDATOR = {
  validate: (value: unknown) =>
    typeof value === 'string' ? VALUE_RULE.holds(value) : value !== undefined && isOfType('object', value),
  defaultMessage: toldBy(VALUE_RULE),
};

/** A text, or a flat object. The domain judges the members of an object. */
export function ValueField(example: GivenValue): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      description:
        'The value: any text of at most 64 KiB in UTF-8. It may be empty. Encode binary values first, for example in base64. ' +
        'Or an object of texts, numbers, true, false and null: it is kept as its JSON text, and `field` of a reveal gives one ' +
        'member. An object with objects, lists or members without a name is sent as a text.',
      oneOf: [
        { type: 'string', maxLength: VALUE_MAX_BYTES },
        { type: 'object', additionalProperties: { oneOf: MEMBER_TYPES.map((type) => ({ type })) } },
      ],
      example,
    }),
    ValidateBy({ name: VALUE_RULE.code, validator: VALUE_VALIDATOR }),
  );
}

/** Documents the optional header with the reason of a reveal. The edge reads it, and the audit keeps it. */
export function TakesAccessReason(): MethodDecorator {
  return ApiHeader({
    name: 'X-Access-Reason',
    required: false,
    description: 'Why you need the value, at most 256 characters. The audit keeps it.',
  });
}

export function TagsField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: [String],
      maxItems: TAGS_MAX,
      uniqueItems: true,
      items: { type: 'string', pattern: TAG_PATTERN.source },
      description: 'Words to find the secret by: `GET /secrets?tag=` lists the secrets with a tag.',
      example: ['team:payments', 'mail'],
    }),
    Optional(),
    IsArray({ message: 'tags must be an array' }),
    ArrayMaxSize(TAGS_MAX, { message: `tags must be at most ${TAGS_MAX}` }),
    ArrayUnique({ message: 'tags must be different from each other' }),
    Matches(TAG_PATTERN, { each: true, message: `each of tags must be ${TAG_FORM}` }),
  );
}

/** A parameter of a list: a time, such as 2026-11-22T09:30:00.000Z. */
export function TimeParameter(field: string, description: string): PropertyDecorator {
  return GivenTimeField({ field, description });
}

/** `example`: null, if the example of the body should leave the field out. */
export function ExpiresAtField(
  description = 'RFC 3339, in the future. From then on, the secret is not revealed. Null: never.',
  example: string | null = '2099-12-31T23:59:59.000Z',
): PropertyDecorator {
  return GivenTimeField({
    ...{ field: 'expires_at', description, nullable: true },
    ...(example !== null && { example }),
  });
}
