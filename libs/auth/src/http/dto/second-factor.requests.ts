import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { CodeField, TextField, TOKEN_LIMIT } from './credential.fields.js';

const METHODS = ['totp', 'email', 'recovery'] as const;

export class SendMfaCodeRequest {
  @TextField({
    description: 'The mfa_token in the answer to the login.',
    example: 'the mfa_token of your login',
    maxLength: TOKEN_LIMIT,
    writeOnly: true,
  })
  mfa_token!: string;
}

export class VerifyMfaRequest extends SendMfaCodeRequest {
  @ApiProperty({
    enum: METHODS,
    description: 'One of the `mfa_methods` in the answer to the login.',
    example: 'totp',
  })
  @IsIn(METHODS)
  method!: (typeof METHODS)[number];

  @CodeField('Six digits, or a recovery code such as `k3v7q-2mzpa`. Spaces do not matter.')
  code!: string;
}

export class ConfirmFactorRequest {
  @CodeField('Six digits. Spaces do not matter.')
  code!: string;
}
