import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';

const METHODS = ['totp', 'email', 'recovery'] as const;
const SALT = '3q2+7wAAAAAAAAAAAAAAAA==';

export class KdfResponse {
  @ApiProperty({ enum: ['argon2id', 'pbkdf2-sha256'], example: 'argon2id' })
  algorithm!: 'argon2id' | 'pbkdf2-sha256';

  @ApiPropertyOptional({ type: 'integer', example: 65_536 })
  memory_kib?: number;

  @ApiProperty({ type: 'integer', example: 3 })
  iterations!: number;

  @ApiPropertyOptional({ type: 'integer', example: 1 })
  parallelism?: number;
}

export class PreloginResponse {
  @ApiProperty({ type: KdfResponse })
  kdf!: KdfResponse;

  @ApiProperty({ description: 'base64 of 16 bytes.', example: SALT })
  encryption_salt!: string;
}

export class TokensResponse {
  @ApiProperty({ description: 'Send it as `Authorization: Bearer <token>`.' })
  access_token!: string;

  @ApiProperty({ enum: ['bearer'], example: 'bearer' })
  token_type!: 'bearer';

  @ApiProperty({ type: 'integer', description: 'Lifetime of the access token, in seconds.', example: 900 })
  expires_in!: number;

  @ApiProperty({ description: 'It works for one refresh. Using it twice ends the session.' })
  refresh_token!: string;

  @ApiProperty({ type: 'integer', description: 'Lifetime of the refresh token, in seconds.', example: 604_800 })
  refresh_expires_in!: number;

  @ApiProperty({ description: 'base64: the salt for key derivation in the client.', example: SALT })
  encryption_salt!: string;

  @ApiProperty({ type: KdfResponse })
  kdf!: KdfResponse;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The key that the client sealed and stored with the account; null if there is none.',
    example: null,
  })
  protected_user_key!: string | null;

  @ApiProperty({
    description: 'True if the session can do nothing else until it has changed the password.',
    example: false,
  })
  password_change_required!: boolean;
}

export class MfaRequiredResponse {
  @ApiProperty({ enum: [true], example: true })
  mfa_required!: true;

  @ApiProperty({
    description: 'Proof of the first step. It works for the second step alone, for 5 minutes.',
    example: 'AZNbL1weezqcTS9qjgs.mA',
  })
  mfa_token!: string;

  @ApiProperty({
    enum: METHODS,
    isArray: true,
    description: 'The second factors of the account: any one of them completes the login.',
    example: ['totp', 'recovery'],
  })
  mfa_methods!: readonly (typeof METHODS)[number][];
}

export type LoginResponse = TokensResponse | MfaRequiredResponse;

/** The documentation of both answers to a login, each with an example. */
export const LOGIN_ANSWER = {
  schema: { oneOf: [{ $ref: getSchemaPath(TokensResponse) }, { $ref: getSchemaPath(MfaRequiredResponse) }] },
  examples: {
    complete: {
      summary: 'Logged in',
      value: {
        access_token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IjEifQ.e30.c2ln',
        token_type: 'bearer',
        expires_in: 900,
        refresh_token: 'AZNbL1weezqcTS9qjgscLQAAAAE.MEUCIQ',
        refresh_expires_in: 604_800,
        encryption_salt: SALT,
        kdf: { algorithm: 'argon2id', memory_kib: 65_536, iterations: 3, parallelism: 1 },
        protected_user_key: null,
        password_change_required: false,
      },
    },
    second_factor: {
      summary: 'A second factor is needed',
      value: { mfa_required: true, mfa_token: 'AZNbL1weezqcTS9qjgs.mA', mfa_methods: ['totp', 'recovery'] },
    },
  },
};
