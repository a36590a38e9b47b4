import type { CredentialForm } from '../../application/passwords/credential-form.js';
import type { PasswordChangeForm } from '../../application/passwords/password-change.js';
import { ClientKeysBody, clientKeysOf } from './client-keys.fields.js';
import {
  CredentialField,
  LOGIN_SECRET_FORM,
  LOGIN_SECRET_LENGTH,
  NewLoginSecretField,
  NewPasswordField,
  PASSWORD_LIMIT,
  PASSWORD_RULES,
  README_PASSWORD,
  TextField,
  TOKEN_LIMIT,
  UsernameField,
} from './credential.fields.js';

export class ChangePasswordRequest extends ClientKeysBody {
  @CredentialField(PASSWORD_LIMIT, 'Send this or current_login_secret.', README_PASSWORD)
  current_password?: string;

  @CredentialField(LOGIN_SECRET_LENGTH, 'Send this or current_password.')
  current_login_secret?: string;

  @NewPasswordField(`Send this or new_login_secret. ${PASSWORD_RULES}`, 'Copper-Lantern-77-Meadow')
  new_password?: string;

  @NewLoginSecretField(
    `Send this or new_password: ${LOGIN_SECRET_FORM} Needs kdf, encryption_salt and protected_user_key.`,
  )
  new_login_secret?: string;
}

export class ForgotPasswordRequest {
  @UsernameField('ada')
  username!: string;
}

export class ResetPasswordRequest {
  @TextField({
    description: 'The token that was mailed to you, or that an administrator gave you.',
    example: 'the token of the mail',
    maxLength: TOKEN_LIMIT,
  })
  token!: string;

  @NewPasswordField(`For an account with a password. ${PASSWORD_RULES}`, 'Copper-Lantern-77-Meadow')
  new_password?: string;

  @NewLoginSecretField(`For an account with a login secret: ${LOGIN_SECRET_FORM}`)
  new_login_secret?: string;
}

export function passwordChangeOf(body: ChangePasswordRequest): PasswordChangeForm {
  return {
    current: { password: body.current_password, loginSecret: body.current_login_secret },
    next: newCredentialOf(body),
    keys: clientKeysOf(body),
  };
}

export function newCredentialOf(body: Pick<ResetPasswordRequest, 'new_password' | 'new_login_secret'>): CredentialForm {
  return { password: body.new_password, loginSecret: body.new_login_secret };
}
