import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { MfaRequired } from '../../application/second-factors/mfa-login.js';
import type { Tokens } from '../../application/sessions/token-issue.js';
import { TokensResponse, tokensResponse } from './account.answers.js';

const METHODS = ['totp', 'email', 'recovery'] as const;

export class MfaRequiredResponse {
  @ApiProperty({ enum: [true], example: true })
  mfa_required!: true;

  @ApiProperty({
    description: 'For the second step: 5 minutes, and for nothing else.',
    example: 'AZNbL1weezqcTS9qjgs.mA',
  })
  mfa_token!: string;

  @ApiProperty({ enum: METHODS, isArray: true, description: 'Any one of them.', example: ['totp', 'recovery'] })
  mfa_methods!: readonly (typeof METHODS)[number][];
}

export type LoginResponse = TokensResponse | MfaRequiredResponse;

/** Either answer of a login, each with its example. */
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
        encryption_salt: '3q2+7wAAAAAAAAAAAAAAAA==',
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

export function loginResponse(result: Tokens | MfaRequired): LoginResponse {
  if (!('mfaToken' in result)) return tokensResponse(result);
  return { mfa_required: true, mfa_token: result.mfaToken, mfa_methods: result.methods };
}
