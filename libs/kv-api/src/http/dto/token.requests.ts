import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength, ValidateBy } from 'class-validator';
import { Optional } from '#access';

/** UTF-16 code units. As in the exchange. */
const JWT_LIMIT = 8_192;
const KEY_LIMIT = 256;
const NAME_LIMIT = 256;
const SECONDS_MAX = 4_294_967_295;
const DURATION_LIMIT = 32;

/** As Vault takes it. */
const SECONDS_OR_TEXT = {
  validate: (value: unknown) =>
    typeof value === 'string'
      ? value.length <= DURATION_LIMIT
      : Number.isInteger(value) && (value as number) >= 0 && (value as number) <= SECONDS_MAX,
  defaultMessage: () =>
    `increment must be a whole number of seconds from 0 to ${SECONDS_MAX}, or a text of at most ${DURATION_LIMIT} characters`,
};

function TextField(options: ApiPropertyOptions & { readonly maxLength: number }): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ minLength: 1, ...options }),
    IsString(),
    IsNotEmpty(),
    MaxLength(options.maxLength),
  );
}

export class ApproleLoginRequest {
  @TextField({
    description: 'The name or the id of the service account.',
    example: 'ci-deploy',
    maxLength: NAME_LIMIT,
  })
  role_id!: string;

  @TextField({
    description: 'A key of the service account.',
    example: 'the key',
    maxLength: KEY_LIMIT,
    writeOnly: true,
  })
  secret_id!: string;
}

export class JwtLoginRequest {
  @TextField({
    description: 'The name or the id of the service account that the program acts as.',
    example: 'ci-deploy',
    maxLength: NAME_LIMIT,
  })
  role!: string;

  @TextField({
    description: 'The token (JWT) that an identity provider made for the program.',
    example: 'the token of the identity provider',
    maxLength: JWT_LIMIT,
    writeOnly: true,
  })
  jwt!: string;
}

export class RenewSelfRequest {
  @ApiPropertyOptional({
    description: 'Taken and without effect: no token can be renewed.',
    oneOf: [
      { type: 'integer', minimum: 0, maximum: SECONDS_MAX },
      { type: 'string', maxLength: DURATION_LIMIT },
    ],
    example: 3600,
  })
  @Optional()
  @ValidateBy({ name: 'increment', validator: SECONDS_OR_TEXT })
  increment?: unknown;
}
