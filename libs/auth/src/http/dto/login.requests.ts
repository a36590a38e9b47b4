import {
  CredentialField,
  LOGIN_SECRET_FORM,
  OptionalTextField,
  PASSWORD_LIMIT,
  README_PASSWORD,
  TextField,
  TOKEN_LIMIT,
  UsernameField,
} from './credential.fields.js';

export class LoginRequest {
  @UsernameField('ada')
  username!: string;

  @CredentialField(PASSWORD_LIMIT, 'Send this or login_secret, as the account was created with.', README_PASSWORD)
  password?: string;

  @CredentialField(PASSWORD_LIMIT, `Send this or password: ${LOGIN_SECRET_FORM}`)
  login_secret?: string;
}

export class PreloginRequest {
  @UsernameField('ada')
  username!: string;
}

export class RefreshRequest {
  @TextField({
    description: 'The refresh token of your last login or refresh. This request uses it up.',
    example: 'the refresh_token of your login',
    maxLength: TOKEN_LIMIT,
  })
  refresh_token!: string;
}

export class LogoutRequest {
  @OptionalTextField({
    description: 'Send it instead of an access token, to end the session that it belongs to.',
    maxLength: TOKEN_LIMIT,
  })
  refresh_token?: string;
}
