import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { Optional } from '#access';
import {
  NEW_LOGIN_SECRET_PATTERN,
  NEW_PASSWORD,
  newUsernameShape,
} from '../../application/passwords/new-account-shapes.js';

/** The password of `ada`, as in the README: the examples go on where its first five minutes end. */
export const README_PASSWORD = 'Correct-Horse-42-Staple';

/**
 * The longest texts that are read at all, in UTF-16 code units. They bound the work of reading a body; each is longer
 * than any valid name, token or code.
 */
export const NAME_LIMIT = 256;
export const TOKEN_LIMIT = 2_048;
export const CODE_LIMIT = 64;
/** Room for the longest password that the rules accept: 256 code points. */
export const PASSWORD_LIMIT = 1_024;
/** base64url of 32 bytes. */
export const LOGIN_SECRET_LENGTH = 43;

/** For the documentation. */
export const PASSWORD_RULES =
  'By default 12 to 256 characters, with upper case, lower case, a digit and a special character. Common passwords, passwords that are easy to guess, and passwords that contain the username, are refused.';
export const LOGIN_SECRET_FORM =
  'base64url of 32 bytes that the client derives from a password. The server never sees that password.';

interface TextRules extends Pick<ApiPropertyOptions, 'description' | 'minLength' | 'pattern' | 'writeOnly'> {
  readonly example?: string;
  readonly maxLength: number;
}

/** A text that a body must have. */
export function TextField(rules: TextRules): PropertyDecorator {
  return applyDecorators(ApiProperty(rules), MaxLength(rules.maxLength), IsString());
}

/** A text that a body may leave out; null is refused. */
export function OptionalTextField(rules: TextRules): PropertyDecorator {
  const documented = ApiPropertyOptional({ type: String, ...rules });
  return applyDecorators(documented, MaxLength(rules.maxLength), IsString(), Optional());
}

export function UsernameField(example: string, description?: string): PropertyDecorator {
  return TextField({ description, example, maxLength: NAME_LIMIT });
}

/** The name of a new account. The service that makes the account checks it. */
export function NewUsernameField(example: string, description: string, withAt: boolean): PropertyDecorator {
  return TextField({ description, example, ...newUsernameShape(withAt) });
}

/** A code. The service that uses it checks its form. */
export function CodeField(description: string): PropertyDecorator {
  return TextField({ description, example: '492039', maxLength: CODE_LIMIT, writeOnly: true });
}

/** One of the two fields of a credential: a body has a password or a login secret. */
export function CredentialField(maxLength: number, description: string, example?: string): PropertyDecorator {
  return OptionalTextField({ description, example, maxLength, writeOnly: true });
}

/** A new password, where a body may have a login secret instead. The service that takes it checks all rules. */
export function NewPasswordField(description: string, example: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, description, example, ...NEW_PASSWORD, writeOnly: true }),
    MaxLength(PASSWORD_LIMIT),
    IsString(),
    Optional(),
  );
}

/** A new login secret, where a body may have a password instead. The service that takes it checks its form. */
export function NewLoginSecretField(description: string): PropertyDecorator {
  const length = { minLength: LOGIN_SECRET_LENGTH, maxLength: LOGIN_SECRET_LENGTH };
  return OptionalTextField({ description, ...length, pattern: NEW_LOGIN_SECRET_PATTERN, writeOnly: true });
}
