import { EmailField } from '#access';
import { USERNAME_FORM } from '#kernel';
import type { RegistrationRequest } from '../../application/login/registration.js';
import { oneCredential } from '../../application/passwords/credential-form.js';
import { ClientKeysBody, clientKeysOf } from './client-keys.fields.js';
import {
  CredentialField,
  LOGIN_SECRET_FORM,
  LOGIN_SECRET_LENGTH,
  OptionalTextField,
  PASSWORD_LIMIT,
  PASSWORD_RULES,
  UsernameField,
} from './credential.fields.js';

export class RegisterRequest extends ClientKeysBody {
  @UsernameField('annie', `${USERNAME_FORM} It must have no @: an administrator can give such a name.`)
  username!: string;

  @EmailField({ description: 'Not yours until you verify it.', example: 'annie@example.org' })
  email!: string;

  @CredentialField(PASSWORD_LIMIT, `Send this or login_secret. ${PASSWORD_RULES}`, 'Amber-Tunnel-58-Violin')
  password?: string;

  @OptionalTextField({
    description: `Send this or password: ${LOGIN_SECRET_FORM} Needs kdf and encryption_salt.`,
    minLength: LOGIN_SECRET_LENGTH,
    maxLength: LOGIN_SECRET_LENGTH,
    writeOnly: true,
  })
  login_secret?: string;
}

export function registrationOf(body: RegisterRequest): RegistrationRequest {
  const { username, email, password, login_secret: loginSecret } = body;
  return { username, email, credential: oneCredential({ password, loginSecret }, ''), ...clientKeysOf(body) };
}
