import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches } from 'class-validator';
import { EMAIL_LIMIT, TextField } from './credential.fields.js';

export class ChangeEmailRequest {
  @TextField({ description: 'The new address.', example: 'ada.king@example.org', maxLength: EMAIL_LIMIT })
  email!: string;
}

export class VerifyEmailRequest {
  @ApiProperty({ description: 'The six digits that were mailed to you.', example: '123456', pattern: '^\\d{6}$' })
  @IsString()
  @Matches(/^\d{6}$/, { message: 'code must be six digits' })
  code!: string;
}
