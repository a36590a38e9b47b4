import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { Optional } from '#access';
import { CofferError } from '#kernel';
import type { GivenProof } from '../../application/sessions/reauthentication.js';
import { CODE_LIMIT, PASSWORD_LIMIT } from './credential.fields.js';

/** Not by e-mail: whoever holds the session may hold the mailbox that is open beside it. */
const METHODS = ['totp', 'recovery'] as const;

/** Exactly one: a password, a login secret, or a method with its code. */
export class ReauthenticateRequest {
  @ApiPropertyOptional({ example: 'Violet-Kettle-42-Harbor', maxLength: PASSWORD_LIMIT, writeOnly: true })
  @Optional()
  @IsString()
  @MaxLength(PASSWORD_LIMIT)
  password?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'Instead of a password, where the client derives one.',
    maxLength: PASSWORD_LIMIT,
    writeOnly: true,
  })
  @Optional()
  @IsString()
  @MaxLength(PASSWORD_LIMIT)
  login_secret?: string;

  @ApiPropertyOptional({
    enum: METHODS,
    description: 'Of the code: an authenticator app, or one of your recovery codes, which is used up.',
  })
  @Optional()
  @IsIn(METHODS)
  method?: (typeof METHODS)[number];

  @ApiPropertyOptional({ type: String, maxLength: CODE_LIMIT, writeOnly: true })
  @Optional()
  @IsString()
  @MaxLength(CODE_LIMIT)
  code?: string;
}

export class FreshResponse {
  @ApiProperty({
    format: 'date-time',
    description: 'Until then the session may do what needs a fresh one.',
    example: '2026-11-22T09:35:00.000Z',
  })
  fresh_until!: string;
}

/** 400 unless exactly one proof was given, and it whole. */
export function proofOf({ password, login_secret: secret, method, code }: ReauthenticateRequest): GivenProof {
  const proofs: GivenProof[] = [];
  if (password !== undefined) proofs.push({ kind: 'password', text: password });
  if (secret !== undefined) proofs.push({ kind: 'login_secret', text: secret });
  if (method !== undefined && code !== undefined) proofs.push({ method, code });
  const [proof, another] = proofs;
  if (proof && !another && (method === undefined) === (code === undefined)) return proof;
  const message = 'Send exactly one of password, login_secret, or method and code together.';
  const fields = ['password', 'login_secret', 'method', 'code'].map((field) => ({
    field,
    code: 'exactly_one',
    message,
  }));
  throw new CofferError('validation_failed', message, { fields });
}
