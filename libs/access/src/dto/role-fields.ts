import { applyDecorators } from '@nestjs/common';
import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, ValidateBy } from 'class-validator';
import { type Assignment, MODEL_NAME, ROLE_FORM, ROLES_MAX, type RoleWish, readRoleWish } from '#kernel';
import { Optional } from './fields.js';
import { GivenTimeField, TimestampField, timestamp } from './timestamps.js';

const VALIDATOR = {
  validate: (value: unknown) => readRoleWish(value) !== null,
  defaultMessage: () => `roles must be a list of roles: ${ROLE_FORM}`,
};

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
    ApiProperty({ type: 'array', items, description, required, example: [], maxItems: ROLES_MAX }),
    ...(required ? [] : [Optional()]),
    IsArray(),
    ArrayMaxSize(ROLES_MAX),
    ValidateBy({ name: 'roles', validator: VALIDATOR }, { each: true }),
  );
}

/** The end of an account. */
export function AccountExpiryField(): PropertyDecorator {
  const description = 'RFC 3339, in the future. From then on, no login and no token of the account works. Null: never.';
  return GivenTimeField({ field: 'expires_at', description, nullable: true, example: '2099-12-31T23:59:59.000Z' });
}

export function rolesOf(bodies: readonly RoleBody[]): RoleWish[] {
  return bodies.flatMap((one) => readRoleWish(one) ?? []);
}

/** Those of the assignments that end, as an answer shows them. */
export function expiringRoles(assignments: readonly Assignment[]): ExpiringRoleResponse[] {
  return assignments.flatMap(({ name, expiresAt }) =>
    expiresAt === null ? [] : { name, expires_at: timestamp(expiresAt) },
  );
}
