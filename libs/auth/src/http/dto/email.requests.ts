import { ApiProperty } from '@nestjs/swagger';
import { Satisfies } from '#access';
import { isSixDigits, typedCode } from '../../domain/second-factors/codes.js';
import { CODE_LIMIT, EMAIL_LIMIT, TextField } from './credential.fields.js';

const CODE_RULE = {
  code: 'six_digits',
  message: 'code must be six digits',
  holds: (text: string) => text.length <= CODE_LIMIT && isSixDigits(typedCode(text)),
};

export class ChangeEmailRequest {
  @TextField({ description: 'The new address.', example: 'ada.king@example.org', maxLength: EMAIL_LIMIT })
  email!: string;
}

export class VerifyEmailRequest {
  @ApiProperty({
    description: 'The six digits that were mailed to you. Spaces do not matter.',
    example: '123456',
    maxLength: CODE_LIMIT,
  })
  @Satisfies(CODE_RULE)
  code!: string;
}
