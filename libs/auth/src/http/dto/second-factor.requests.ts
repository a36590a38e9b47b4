import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import type { TotpBegun } from '../../application/second-factors/totp-enrolment.js';
import { CODE_LIMIT, TOKEN_LIMIT } from './credential.fields.js';

const METHODS = ['totp', 'email', 'recovery'] as const;
const RECOVERY_CODES = ['k3v7q-2mzpa', 'w5rtn-x6hje'];

export class SendMfaCodeRequest {
  @ApiProperty({
    description: 'What the login answered.',
    example: 'the mfa_token of your login',
    maxLength: TOKEN_LIMIT,
    writeOnly: true,
  })
  @IsString()
  @MaxLength(TOKEN_LIMIT)
  mfa_token!: string;
}

export class VerifyMfaRequest extends SendMfaCodeRequest {
  @ApiProperty({ enum: METHODS, description: 'One of the `mfa_methods` of the login.', example: 'totp' })
  @IsIn(METHODS)
  method!: (typeof METHODS)[number];

  @ApiProperty({
    description: 'Six digits, or a recovery code such as `k3v7q-2mzpa`.',
    example: '492039',
    maxLength: CODE_LIMIT,
    writeOnly: true,
  })
  @IsString()
  @MaxLength(CODE_LIMIT)
  code!: string;
}

export class ConfirmFactorRequest {
  @ApiProperty({ description: 'Six digits.', example: '492039', maxLength: CODE_LIMIT, writeOnly: true })
  @IsString()
  @MaxLength(CODE_LIMIT)
  code!: string;
}

export class TotpBegunResponse {
  @ApiProperty({ description: 'base32, for typing into an app.', example: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
  secret!: string;

  @ApiProperty({
    example:
      'otpauth://totp/Coffer:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Coffer&algorithm=SHA1&digits=6&period=30',
  })
  otpauth_url!: string;

  @ApiProperty({
    format: 'byte',
    description: 'A PNG of the QR code of `otpauth_url`, in base64.',
    example: 'iVBORw0KGgo=',
  })
  qr_png!: string;
}

export class FactorEnabledResponse {
  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'Ten, each for one login, shown only here; null: the account had a second factor before.',
    example: RECOVERY_CODES,
  })
  recovery_codes!: readonly string[] | null;
}

export class RecoveryCodesResponse {
  @ApiProperty({ type: [String], description: 'Ten, each for one login, shown only here.', example: RECOVERY_CODES })
  recovery_codes!: readonly string[];
}

export function totpBegunResponse({ secret, otpauthUrl, qrPng }: TotpBegun): TotpBegunResponse {
  return { secret, otpauth_url: otpauthUrl, qr_png: qrPng };
}
