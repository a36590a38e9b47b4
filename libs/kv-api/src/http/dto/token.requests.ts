import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { Allow, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { Optional } from '#access';

/** UTF-16 code units. As in the exchange. */
const JWT_LIMIT = 8_192;
const KEY_LIMIT = 256;
const NAME_LIMIT = 256;

function TextField(options: ApiPropertyOptions & { readonly maxLength: number }): PropertyDecorator {
  return applyDecorators(ApiProperty(options), IsString(), IsNotEmpty(), MaxLength(options.maxLength));
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
      { type: 'integer', minimum: 0, maximum: 4_294_967_295 },
      { type: 'string', maxLength: 32 },
    ],
    example: 3600,
  })
  @Optional()
  @Allow()
  increment?: unknown;
}
