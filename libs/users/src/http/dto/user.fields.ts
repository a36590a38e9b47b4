import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsString, Matches } from 'class-validator';
import { Optional } from '#access';
import { MODEL_NAME } from '#kernel';

const ROLES_LIMIT = 64;

/** The names of the roles of an account. */
export function RolesField({ description, required }: { description: string; required: boolean }): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      ...{ type: 'array', items: { type: 'string', pattern: MODEL_NAME.source } },
      ...{ description, required, example: [], maxItems: ROLES_LIMIT },
    }),
    ...(required ? [] : [Optional()]),
    IsArray(),
    ArrayMaxSize(ROLES_LIMIT),
    IsString({ each: true }),
    Matches(MODEL_NAME, { each: true, message: 'each of roles must be the name of a role' }),
  );
}
