import { ApiProperty } from '@nestjs/swagger';

const RECOVERY_CODES = ['k3v7q-2mzpa', 'w5rtn-x6hje'];

export class TotpBegunResponse {
  @ApiProperty({
    description: 'The secret in base32, for typing it into an app.',
    example: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  })
  secret!: string;

  @ApiProperty({
    example:
      'otpauth://totp/Coffer:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Coffer&algorithm=SHA1&digits=6&period=30',
  })
  otpauth_url!: string;

  @ApiProperty({
    format: 'byte',
    description: 'A PNG picture of the QR code of `otpauth_url`, in base64.',
    example: 'iVBORw0KGgo=',
  })
  qr_png!: string;
}

export class FactorEnabledResponse {
  @ApiProperty({
    type: [String],
    nullable: true,
    description:
      'Ten recovery codes, each for one login. They are not shown again. Null if the account keeps its codes: they are replaced only with the first factor that counts.',
    example: RECOVERY_CODES,
  })
  recovery_codes!: readonly string[] | null;
}

export class RecoveryCodesResponse {
  @ApiProperty({
    type: [String],
    description: 'Ten recovery codes, each for one login. They are not shown again.',
    example: RECOVERY_CODES,
  })
  recovery_codes!: readonly string[];
}
