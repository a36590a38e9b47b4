import { ApiProperty } from '@nestjs/swagger';
import { EmailField, Satisfies } from '#access';
import { isSixDigits, typedCode } from '../../domain/second-factors/codes.js';
import { CODE_LIMIT } from './credential.fields.js';

const CODE_RULE = {
  code: 'six_digits',
  message: 'code must be six digits',
  holds: (text: string) => text.length <= CODE_LIMIT && isSixDigits(typedCode(text)),
};

export class ChangeEmailRequest {
  @EmailField({ description: 'The new address.', example: 'ada.king@example.org' })
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
