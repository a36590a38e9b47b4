import { applyDecorators } from '@nestjs/common';
import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, ValidateBy } from 'class-validator';
import { GivenTimeField, givenTime, Optional, TimestampField } from '#access';
import { MODEL_NAME, parseTimestamp } from '#kernel';
import type { RoleWish } from '../../domain/accounts/assignments.js';

const ROLES_LIMIT = 64;
const FORM =
  'each of roles must be the name of a role, or an object of a name and an expires_at that is null or an RFC 3339 time';

/** A role that an account holds for a time, as a request names it. */
export class TimedRoleBody {
  @ApiProperty({ pattern: MODEL_NAME.source, example: 'auditor' })
  name!: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'RFC 3339, in the future. From then on, the role does not count. Null: it does not end.',
    example: '2099-12-31T23:59:59.000Z',
  })
  expires_at!: string | null;
}

/** A role that ends, as an answer shows it. */
export class ExpiringRoleResponse {
  @ApiProperty({ example: 'auditor' })
  name!: string;

  @TimestampField({ description: 'From then on, the role does not count.' })
  expires_at!: string;
}

export type RoleBody = string | TimedRoleBody;

/** The roles of an account: names, and names with an end. */
export function RolesField({ description, required }: { description: string; required: boolean }): PropertyDecorator {
  const items = {
    oneOf: [{ type: 'string', pattern: MODEL_NAME.source }, { $ref: getSchemaPath(TimedRoleBody) }],
  };
  return applyDecorators(
    ApiProperty({ type: 'array', items, description, required, example: [], maxItems: ROLES_LIMIT }),
    ...(required ? [] : [Optional()]),
    IsArray(),
    ArrayMaxSize(ROLES_LIMIT),
    ValidateBy({ name: 'roles', validator: { validate: isRole, defaultMessage: () => FORM } }, { each: true }),
  );
}

/** The end of an account. */
export function AccountExpiryField(description: string): PropertyDecorator {
  return GivenTimeField({ field: 'expires_at', description, nullable: true, example: '2099-12-31T23:59:59.000Z' });
}

export function rolesOf(bodies: readonly RoleBody[]): RoleWish[] {
  return bodies.map((one) =>
    typeof one === 'string' ? one : { name: one.name, expiresAt: givenTime(one.expires_at) },
  );
}

function isRole(value: unknown): boolean {
  if (typeof value === 'string') return MODEL_NAME.test(value);
  if (typeof value !== 'object' || value === null || Object.keys(value).sort().join() !== 'expires_at,name')
    return false;
  const { name, expires_at: end } = value as Record<string, unknown>;
  const isEnd = end === null || (typeof end === 'string' && parseTimestamp(end) !== null);
  return typeof name === 'string' && MODEL_NAME.test(name) && isEnd;
}
