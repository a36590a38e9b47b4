import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { EmailField } from '#access';
import { USERNAME_FORM } from '#kernel';
import { NEW_PASSWORD } from '../../application/passwords/new-account-shapes.js';
import {
  NewUsernameField,
  PASSWORD_LIMIT,
  PASSWORD_RULES,
  README_PASSWORD,
  TextField,
  TOKEN_LIMIT,
} from './credential.fields.js';

export class SetupRequestBody {
  @TextField({
    description: 'SETUP_TOKEN; without one, the token that the server printed at its start as `Setup token: ...`.',
    example: 'what the line "Setup token: ..." says',
    maxLength: TOKEN_LIMIT,
    writeOnly: true,
  })
  token!: string;

  @NewUsernameField('ada', `${USERNAME_FORM} With an @, it must be the address in \`email\`.`, true)
  username!: string;

  @EmailField({ example: 'ada@example.org' })
  email!: string;

  @ApiProperty({ description: PASSWORD_RULES, example: README_PASSWORD, ...NEW_PASSWORD, writeOnly: true })
  @MaxLength(PASSWORD_LIMIT)
  @IsString()
  password!: string;
}
