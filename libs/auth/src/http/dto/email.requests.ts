import { EmailField, RuledField } from '#access';
import { textRule } from '#kernel';
import { TYPED_SIX_DIGITS } from '../../domain/second-factors/codes.js';
import { CODE_LIMIT } from './credential.fields.js';

const CODE_RULE = textRule({
  ...{ field: 'code', code: 'six_digits', min: 6, max: CODE_LIMIT, pattern: TYPED_SIX_DIGITS },
  message: 'code must be six digits',
});

export class ChangeEmailRequest {
  @EmailField({ description: 'The new address.', example: 'ada.king@example.org' })
  email!: string;
}

export class VerifyEmailRequest {
  @RuledField(CODE_RULE, {
    description: 'The six digits that were mailed to you. Spaces do not matter.',
    example: '123456',
  })
  code!: string;
}
