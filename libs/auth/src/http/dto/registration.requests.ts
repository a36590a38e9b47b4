import { EmailField } from '#access';
import { USERNAME_FORM } from '#kernel';
import type { RegistrationRequest } from '../../application/login/registration.js';
import { oneCredential } from '../../application/passwords/credential-form.js';
import { ClientKeysBody, clientKeysOf } from './client-keys.fields.js';
import {
  LOGIN_SECRET_FORM,
  NewLoginSecretField,
  NewPasswordField,
  NewUsernameField,
  PASSWORD_RULES,
} from './credential.fields.js';

export class RegisterRequest extends ClientKeysBody {
  @NewUsernameField('annie', `${USERNAME_FORM} It must have no @: an administrator can give such a name.`, false)
  username!: string;

  @EmailField({ description: 'Not yours until you verify it.', example: 'annie@example.org' })
  email!: string;

  @NewPasswordField(`Send this or login_secret. ${PASSWORD_RULES}`, 'Amber-Tunnel-58-Violin')
  password?: string;

  @NewLoginSecretField(`Send this or password: ${LOGIN_SECRET_FORM} Needs kdf and encryption_salt.`)
  login_secret?: string;
}

export function registrationOf(body: RegisterRequest): RegistrationRequest {
  const { username, email, password, login_secret: loginSecret } = body;
  return { username, email, credential: oneCredential({ password, loginSecret }, ''), ...clientKeysOf(body) };
}
