import { ApiExtraModels, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString, Matches, MaxLength } from 'class-validator';
import {
  AccountExpiryField,
  EmailField,
  GivenTimeField,
  Optional,
  PageQuery,
  type RoleBody,
  RolesField,
  RuledField,
  TimedRoleBody,
} from '#access';
import { MODEL_NAME, PASSWORD_LEAST_LENGTH, USERNAME_FORM } from '#kernel';
import { USERNAME_MAX, USERNAME_RULE } from '../../domain/accounts/username.js';
import { IMPORTED_INPUTS, type ImportedFields } from '../../domain/imports/imported-fields.js';
import { BCRYPT, HEX_SALT } from '../../domain/imports/imported-hash.js';
import { PASSWORD_MAX_LENGTH } from '../../domain/passwords/password-policy.js';

/** UTF-16 units. It bounds the work of reading a body; the password rules count code points. */
const PASSWORD_LIMIT = 1_024;
/** A bcrypt string has 60 characters. */
const HASH_LIMIT = 64;
/** The states that a list can be filtered by. Deleted users are not listed. */
const LISTED_STATES = ['pending', 'invited', 'active', 'disabled', 'deleting'] as const;

@ApiExtraModels(TimedRoleBody)
export class CreateUserRequest {
  @RuledField(USERNAME_RULE, {
    description: `${USERNAME_FORM} With an @, it must be the address in \`email\`.`,
    example: 'sophie',
  })
  username!: string;

  @EmailField({ description: 'It is not verified yet.', example: 'sophie@example.org' })
  email!: string;

  @ApiPropertyOptional({
    type: String,
    description:
      'The first password. Without it the account is invited: a one-time token is mailed to its address, or shown in the answer if this server sends no mail, and its owner chooses the password. By default at least 12 characters, with upper case, lower case, a digit and a special character. Common passwords, passwords that are easy to guess, and passwords that contain the username, are refused.',
    example: 'Nine!Green4Lamps',
    minLength: PASSWORD_LEAST_LENGTH,
    maxLength: PASSWORD_MAX_LENGTH,
    writeOnly: true,
  })
  @Optional()
  @IsString()
  @MaxLength(PASSWORD_LIMIT)
  password?: string;

  @ApiPropertyOptional({
    type: Boolean,
    description:
      'If true, the user must choose a new password before anything else. Only with `password` (default true) or `hashed_password` (default false).',
  })
  @Optional()
  @IsBoolean()
  password_change_required?: boolean;

  @ApiPropertyOptional({
    type: String,
    description:
      'In place of `password`: the bcrypt string of another system, with a cost from 4 to 14. The account opens with the password of that system. Only administrators send it.',
    ...{ minLength: 60, maxLength: 60, pattern: BCRYPT.source },
    writeOnly: true,
  })
  @Optional()
  @IsString()
  @MaxLength(HASH_LIMIT)
  hashed_password?: string;

  @ApiPropertyOptional({
    enum: IMPORTED_INPUTS,
    description:
      'What bcrypt was given. Default: `password+pepper` if the server has an IMPORT_PEPPER, otherwise `password`.',
  })
  @Optional()
  @IsIn(IMPORTED_INPUTS)
  input?: (typeof IMPORTED_INPUTS)[number];

  @ApiPropertyOptional({
    type: String,
    description: 'The salt of the other system beside that of bcrypt: 32 hexadecimal digits.',
    ...{ minLength: 32, maxLength: 32, pattern: HEX_SALT.source },
    writeOnly: true,
  })
  @Optional()
  @IsString()
  @MaxLength(HASH_LIMIT)
  salt?: string;

  @RolesField({
    description: 'You can give only what you hold yourself, and for no longer. A name alone does not end.',
    required: true,
  })
  roles!: RoleBody[];

  @AccountExpiryField()
  expires_at?: string | null;
}

export class ReplaceUserRequest {
  @EmailField({
    description: 'A new address. The user must verify it again.',
    example: 'sophie.wilson@example.org',
    required: false,
  })
  email?: string;

  @RolesField({
    description:
      'All roles of the user. They apply from the next request. A name alone keeps the end that the role has; of a new role, it does not end.',
    required: false,
  })
  roles?: RoleBody[];

  @AccountExpiryField()
  expires_at?: string | null;
}

export class ListUsersQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, description: 'A part of the username.', maxLength: USERNAME_MAX })
  @Optional()
  @IsString()
  @MaxLength(USERNAME_MAX)
  q?: string;

  @ApiPropertyOptional({
    type: String,
    pattern: MODEL_NAME.source,
    description: 'The name of a role that the users have, such as `auditor`.',
  })
  @Optional()
  @IsString()
  @Matches(MODEL_NAME, { message: 'role must be the name of a role' })
  role?: string;

  @ApiPropertyOptional({ enum: LISTED_STATES, description: 'The state of the users.' })
  @Optional()
  @IsIn(LISTED_STATES)
  state?: (typeof LISTED_STATES)[number];

  @GivenTimeField({
    field: 'expires_before',
    description: 'Accounts that expire before this time (RFC 3339), or have expired.',
  })
  expires_before?: string;
}

/** How another system hashed the password; null for an account that is not imported. */
export function importedOf({ hashed_password, input, salt }: CreateUserRequest): ImportedFields | null {
  const fields = { hashed_password, input, salt };
  return Object.values(fields).some((one) => one !== undefined) ? fields : null;
}
