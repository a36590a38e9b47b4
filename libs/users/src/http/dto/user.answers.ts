import { ApiProperty } from '@nestjs/swagger';
import type { Page } from '#access';
import type { Removal } from '../../application/removal/user-removal.js';
import { USER_STATES, type User, type UserState } from '../../domain/accounts/user.js';

const ID = '01935b2f-5c1e-7a3b-9c4d-2f6a8e0b1c2d';
const TIME = '2026-11-22T09:30:00.000Z';
const SWEPT = { sessions: 2, sensitive_data: 3, entries: 12 };

export class UserResponse {
  @ApiProperty({ format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ example: 'grace' })
  username!: string;

  @ApiProperty({ type: String, nullable: true, example: 'grace@example.org' })
  email!: string | null;

  @ApiProperty({ example: false })
  email_verified!: boolean;

  @ApiProperty({ type: [String], description: 'Names of roles, sorted.', example: ['auditor'] })
  roles!: readonly string[];

  @ApiProperty({
    enum: USER_STATES,
    description: '`deleting`: a deletion was interrupted; repeat the DELETE.',
    example: 'active',
  })
  state!: UserState;

  @ApiProperty({ description: 'The next thing that the user does is choose a password.', example: true })
  password_change_required!: boolean;

  @ApiProperty({ format: 'date-time', example: TIME })
  created_at!: string;

  @ApiProperty({ format: 'date-time', example: TIME })
  updated_at!: string;
}

export class UserPageResponse implements Page<UserResponse> {
  @ApiProperty({ type: [UserResponse] })
  items!: readonly UserResponse[];

  @ApiProperty({ type: String, nullable: true, description: 'Null alone means the end.', example: null })
  next_cursor!: string | null;
}

export class ErasureSampleResponse {
  @ApiProperty({ enum: [false], example: false })
  opened!: false;

  @ApiProperty({ example: 'The stored value could not be opened.' })
  error!: string;
}

export class UserReceiptResponse {
  @ApiProperty({ format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({
    type: [String],
    description: 'What is gone for good.',
    example: ['key_ring', 'password', 'personal_fields', ...Object.keys(SWEPT)],
  })
  destroyed!: readonly string[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer', minimum: 0 },
    description: 'How many records of each kind were removed: by this call, where an interrupted one came before it.',
    example: SWEPT,
  })
  swept!: Readonly<Record<string, number>>;

  @ApiProperty({ format: 'date-time', description: 'When the key ring was destroyed.', example: TIME })
  destroyed_at!: string;

  @ApiProperty({ description: 'What came of opening, afterwards, a value that the key ring had sealed before.' })
  sample!: ErasureSampleResponse;

  @ApiProperty({ example: messageOf(TIME, SWEPT) })
  message!: string;
}

/** What may be shown of an account, and nothing else of it. */
export function userResponse(user: User): UserResponse {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    email_verified: user.emailVerified,
    roles: user.roles,
    state: user.state,
    password_change_required: user.passwordChangeRequired,
    created_at: new Date(user.createdAt).toISOString(),
    updated_at: new Date(user.updatedAt).toISOString(),
  };
}

export function receiptResponse({ id, destroyedAt, swept, sample }: Removal): UserReceiptResponse {
  const at = new Date(destroyedAt).toISOString();
  return {
    id,
    destroyed: ['key_ring', 'password', 'personal_fields', ...Object.keys(swept)],
    swept,
    destroyed_at: at,
    sample: { opened: sample.opened, error: sample.error },
    message: messageOf(at, swept),
  };
}

function messageOf(at: string, swept: Readonly<Record<string, number>>): string {
  const counts = Object.entries(swept).map(([kind, count]) => `${kind}: ${count}`);
  const removed = counts.length > 0 ? ` Removed with it: ${counts.join(', ')}.` : '';
  return `What this user's key ring sealed cannot be read again from the store or any of its backups, once keyring backups older than ${at} have expired.${removed}`;
}
