import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min, ValidateBy } from 'class-validator';
import { Nullable, Optional } from '#access';
import { isCanonicalBase64 } from '../../domain/canonical-base64.js';

export const EXAMPLE_ENTRY = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
export const EXAMPLE_IV = 'AAECAwQFBgcICQoL';
export const EXAMPLE_TAG = 'AAECAwQFBgcICQoLDA0ODw==';
export const EXAMPLE_CIPHERTEXT = 'c2VhbGVkIGJ5IHRoZSBjbGllbnQ=';
export const EXAMPLE_TIME = '2026-11-22T09:30:00.000Z';

/** In bytes, before base64. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
const CIPHERTEXT_BYTES = 262_144;
const META_BYTES = 4_096;
export const WRAPPED_KEY_BYTES = 1_024;
/** In characters. */
const NAME_MOST = 256;
export const NUMBER_MOST = 999_999_999;

interface Base64Options {
  readonly description: string;
  /** Bytes. */
  readonly least: number;
  readonly most: number;
  readonly example?: string;
}

/** base64 in its one canonical form, of so many bytes. What it holds is nobody's business [R58], nor told in a refusal. */
export function Base64Field({ description, least, most, example }: Base64Options): PropertyDecorator {
  const maxLength = Math.ceil(most / 3) * 4;
  const size = least === most ? `exactly ${most} bytes` : `${least} to ${most} bytes`;
  return applyDecorators(
    ApiProperty({ type: String, description: `${description} base64 of ${size}.`, maxLength, example }),
    IsBase64Of(least, most, size),
  );
}

export function CiphertextField(): PropertyDecorator {
  const description = 'What the client sealed; the server never looks into it.';
  return Base64Field({ description, least: 1, most: CIPHERTEXT_BYTES, example: EXAMPLE_CIPHERTEXT });
}

export function IvField(): PropertyDecorator {
  const description = 'The nonce of the seal: never the same twice under one key.';
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
      description: `What else the client wants beside it, sealed by the client. base64 of ${size}.`,
      maxLength: Math.ceil(META_BYTES / 3) * 4,
    }),
    Nullable(),
    IsBase64Of(1, META_BYTES, size),
  );
}

export function NameField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      nullable: true,
      minLength: 1,
      maxLength: NAME_MOST,
      description: 'Kept as it is and not sealed: put nothing here that the server must not know.',
      example: 'laptop-1',
    }),
    Nullable(),
    ValidateBy({
      name: 'name',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && value !== '' && [...value].length <= NAME_MOST,
        defaultMessage: () => `name must be a text of 1 to ${NAME_MOST} characters`,
      },
    }),
  );
}

export function GenerationField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'integer',
      minimum: 1,
      maximum: NUMBER_MOST,
      description: 'The generation of the vault that it was sealed for. Needed once a re-key was ever begun.',
      example: 1,
    }),
    Optional(),
    IsWholeNumber('generation'),
  );
}

/** A number of a revision or a generation: from 1. */
export function IsWholeNumber(name: string): PropertyDecorator {
  const message = `${name} must be a whole number from 1`;
  return applyDecorators(IsInt({ message }), Min(1, { message }), Max(NUMBER_MOST, { message }));
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
