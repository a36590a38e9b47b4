import { EmailField } from '#access';
import { USERNAME_FORM } from '#kernel';
import {
  PASSWORD_LIMIT,
  PASSWORD_RULES,
  README_PASSWORD,
  TextField,
  TOKEN_LIMIT,
  UsernameField,
} from './credential.fields.js';

export class SetupRequestBody {
  @TextField({
    description: 'SETUP_TOKEN; without one, the token that the server printed at its start as `Setup token: ...`.',
    example: 'what the line "Setup token: ..." says',
    maxLength: TOKEN_LIMIT,
    writeOnly: true,
  })
  token!: string;

  @UsernameField('ada', `${USERNAME_FORM} With an @, it must be the address in \`email\`.`)
  username!: string;

  @EmailField({ example: 'ada@example.org' })
  email!: string;

  @TextField({
    description: PASSWORD_RULES,
    example: README_PASSWORD,
    maxLength: PASSWORD_LIMIT,
    writeOnly: true,
  })
  password!: string;
}
