import { ApiExtraModels, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString, Matches, MaxLength } from 'class-validator';
import { GivenTimeField, Optional, PageQuery, RuledField } from '#access';
import { MODEL_NAME, USERNAME_FORM } from '#kernel';
import { EMAIL_RULE } from '../../domain/accounts/email.js';
import { USERNAME_MAX, USERNAME_RULE } from '../../domain/accounts/username.js';
import { AccountExpiryField, type RoleBody, RolesField, TimedRoleBody } from './user.fields.js';

/** UTF-16 units. It bounds the work of reading a body; the password rules count code points. */
const PASSWORD_LIMIT = 1_024;
/** The states that a list can be filtered by. Deleted users are not listed. */
const LISTED_STATES = ['pending', 'invited', 'active', 'disabled', 'deleting'] as const;

@ApiExtraModels(TimedRoleBody)
export class CreateUserRequest {
  @RuledField(USERNAME_RULE, {
    description: `${USERNAME_FORM} With an @, it must be the address in \`email\`.`,
    example: 'sophie',
  })
  username!: string;

  @RuledField(EMAIL_RULE, { description: 'It is not verified yet.', example: 'sophie@example.org' })
  email!: string;

  @ApiPropertyOptional({
    type: String,
    description:
      'The first password. Without it the account is invited: a one-time token is mailed to its address, or shown in the answer if this server sends no mail, and its owner chooses the password. By default at least 12 characters, with upper case, lower case, a digit and a special character. Common passwords, passwords that are easy to guess, and passwords that contain the username, are refused.',
    example: 'Nine!Green4Lamps',
    maxLength: PASSWORD_LIMIT,
    writeOnly: true,
  })
  @Optional()
  @IsString()
  @MaxLength(PASSWORD_LIMIT)
  password?: string;

  @ApiPropertyOptional({
    type: Boolean,
    description: 'If true, the user must choose a new password before anything else. Only with `password`.',
    default: true,
  })
  @Optional()
  @IsBoolean()
  password_change_required?: boolean;

  @RolesField({
    description: 'You can give only what you hold yourself, and for no longer. A name alone does not end.',
    required: true,
  })
  roles!: RoleBody[];

  @AccountExpiryField('RFC 3339, in the future. From then on, no login and no token of the account works. Null: never.')
  expires_at?: string | null;
}

export class ReplaceUserRequest {
  @RuledField(EMAIL_RULE, {
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

  @AccountExpiryField('RFC 3339, in the future. From then on, no login and no token of the account works. Null: never.')
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
