import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min, ValidateBy } from 'class-validator';
import { Nullable, Optional, RuledField, Satisfies } from '#access';
import { isId } from '#kernel';
import { BASE64_TEXT, base64Length, isCanonicalBase64 } from '../../domain/canonical-base64.js';
import { NAME_RULE } from '../../domain/entry-body.js';

export const EXAMPLE_ENTRY = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
export const EXAMPLE_IV = 'AAECAwQFBgcICQoL';
export const EXAMPLE_TAG = 'AAECAwQFBgcICQoLDA0ODw==';
export const EXAMPLE_CIPHERTEXT = 'c2VhbGVkIGJ5IHRoZSBjbGllbnQ=';

/** In bytes, before base64. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
const CIPHERTEXT_BYTES = 262_144;
const META_BYTES = 4_096;
export const WRAPPED_KEY_BYTES = 1_024;
export const NUMBER_MOST = 999_999_999;

interface Base64Options {
  readonly description: string;
  /** Bytes. */
  readonly least: number;
  readonly most: number;
  readonly example?: string;
}

/** Canonical base64 of `least` to `most` bytes. No error shows it [R58]. */
export function Base64Field({ description, least, most, example }: Base64Options): PropertyDecorator {
  const size = least === most ? `exactly ${most} bytes` : `${least} to ${most} bytes`;
  return applyDecorators(
    ApiProperty({
      type: String,
      description: `${description} base64 of ${size}.`,
      ...base64Schema(least, most),
      example,
    }),
    IsBase64Of(least, most, size),
  );
}

export function CiphertextField(): PropertyDecorator {
  const description = 'What the client sealed. The server never looks into it.';
  return Base64Field({ description, least: 1, most: CIPHERTEXT_BYTES, example: EXAMPLE_CIPHERTEXT });
}

export function IvField(): PropertyDecorator {
  const description = 'The nonce of the seal. Never use a nonce twice under one key.';
  return Base64Field({ description, least: IV_BYTES, most: IV_BYTES, example: EXAMPLE_IV });
}

export function TagField(): PropertyDecorator {
  const description = 'The authentication tag of the seal.';
  return Base64Field({ description, least: TAG_BYTES, most: TAG_BYTES, example: EXAMPLE_TAG });
}

export function MetaField(): PropertyDecorator {
  const size = `1 to ${META_BYTES} bytes`;
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      nullable: true,
      description: `More data of the client. Our client authenticates it and does not encrypt it. base64 of ${size}.`,
      ...base64Schema(1, META_BYTES),
    }),
    Nullable(),
    IsBase64Of(1, META_BYTES, size),
  );
}

export function NameField(): PropertyDecorator {
  return RuledField(NAME_RULE, {
    description: 'Kept as it is and not sealed. Put nothing here that the server must not know.',
    example: 'laptop-1',
    required: false,
    nullable: true,
  });
}

/**
 * An id that the client chose. In lower case only: a client may have sealed under the text that it sent, and gets the one
 * in lower case back.
 */
export function IsEntryId(): PropertyDecorator {
  return Satisfies({ code: 'matches', message: 'id must be a UUIDv7 in lower case', holds: isId });
}

export function GenerationField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'integer',
      minimum: 1,
      maximum: NUMBER_MOST,
      description: 'The generation of the vault that the client sealed for. Required once any re-key has begun.',
      example: 1,
    }),
    Optional(),
    IsWholeNumber('generation'),
  );
}

/** The number of a revision or a generation. Begins at 1. */
export function IsWholeNumber(name: string): PropertyDecorator {
  const message = `${name} must be a whole number from 1`;
  return applyDecorators(IsInt({ message }), Min(1, { message }), Max(NUMBER_MOST, { message }));
}

/** What the documentation shows of {@link IsBase64Of}. */
function base64Schema(least: number, most: number) {
  return { minLength: base64Length(least), maxLength: base64Length(most), pattern: BASE64_TEXT.source };
}

function IsBase64Of(least: number, most: number, size: string): PropertyDecorator {
  return ValidateBy({
    name: 'base64',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && isCanonicalBase64(value, least, most),
      defaultMessage: (of) => `${of?.property} must be base64 of ${size}, padded and in its one canonical form`,
    },
  });
}
