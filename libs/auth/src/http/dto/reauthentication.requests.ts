import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Optional } from '#access';
import { invalidFields } from '#kernel';
import type { GivenProof } from '../../application/sessions/reauthentication.js';
import { typedCode } from '../../domain/second-factors/codes.js';
import {
  CODE_LIMIT,
  CredentialField,
  LOGIN_SECRET_FORM,
  PASSWORD_LIMIT,
  README_PASSWORD,
} from './credential.fields.js';

/** No codes by e-mail: somebody who took over the session may also have the mailbox open. */
const METHODS = ['totp', 'recovery'] as const;

/** Exactly one proof: a password, a login secret, or a method with its code. */
export class ReauthenticateRequest {
  @CredentialField(PASSWORD_LIMIT, 'Your password.', README_PASSWORD)
  password?: string;

  @CredentialField(PASSWORD_LIMIT, `Your login secret, if the account has one: ${LOGIN_SECRET_FORM}`)
  login_secret?: string;

  @ApiPropertyOptional({
    enum: METHODS,
    description:
      'Where the code comes from: `totp` from an authenticator app, `recovery` from your recovery codes. It uses up the recovery code.',
  })
  @Optional()
  @IsIn(METHODS)
  method?: (typeof METHODS)[number];

  @CredentialField(CODE_LIMIT, 'The code of `method`.')
  code?: string;
}

/** `validation_failed` unless the body has exactly one complete proof. */
export function proofOf({ password, login_secret: secret, method, code }: ReauthenticateRequest): GivenProof {
  const proofs: GivenProof[] = [];
  if (password !== undefined) proofs.push({ kind: 'password', text: password });
  if (secret !== undefined) proofs.push({ kind: 'login_secret', text: secret });
  if (method !== undefined && code !== undefined) proofs.push({ method, code: typedCode(code) });
  const [proof, another] = proofs;
  if (proof && !another && (method === undefined) === (code === undefined)) return proof;
  const message = 'Send exactly one of password, login_secret, or method and code together.';
  const fields = ['password', 'login_secret', 'method', 'code'].map((field) => ({
    field,
    code: 'exactly_one',
    message,
  }));
  throw invalidFields(fields);
}
