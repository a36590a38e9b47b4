import { type ArgumentMetadata, Injectable, type Type, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { CofferError, type FieldError } from '#kernel';
import { shownName } from '../body/names.js';

const MAX_ERRORS = 50;
const UNKNOWN_FIELD = 'whitelistValidation';
const INDEX = /^\d+$/;

/**
 * Refuses fields that a DTO does not declare [R72] and converts no values [R73]. Errors name the field, never the value.
 *
 * Nested objects are validated as instances of their class, so controllers get instances (`transform: true`). The
 * conversion of single parameters to numbers and booleans, which that option also switches on, is disabled.
 */
@Injectable()
export class StrictValidationPipe extends ValidationPipe {
  /** Query DTOs without a required parameter. For them, an empty query is not validated again. */
  private readonly satisfiedByNone = new Set<Type<unknown>>();

  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      transform: true,
      transformOptions: { enableImplicitConversion: false },
      stopAtFirstError: false,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => validationFailed(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    if (type !== 'query' || !metatype || !isEmpty(value)) return super.transform(value, metadata);
    if (this.satisfiedByNone.has(metatype)) return new metatype();
    const transformed: unknown = await super.transform(value, metadata);
    this.satisfiedByNone.add(metatype);
    return transformed;
  }

  protected override transformPrimitive(value: unknown): unknown {
    return value;
  }
}

/** True if the value is an object without members. */
function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  for (const _ in value) return false;
  return true;
}

export function validationFailed(errors: readonly ValidationError[]): CofferError {
  const fields = fieldErrors(errors, '').slice(0, MAX_ERRORS);
  return new CofferError('validation_failed', fields[0]?.message ?? 'The request is not valid.', { fields });
}

function fieldErrors(errors: readonly ValidationError[], parent: string): FieldError[] {
  return errors.flatMap((error) => {
    const field = pathOf(parent, error.property);
    const own = Object.entries(error.constraints ?? {})
      .sort(([a], [b]) => Number(isOfType(b)) - Number(isOfType(a)))
      .map(([constraint, message]) => fieldError(field, constraint, message));
    // If the value itself is wrong, its members are not reported.
    return own.length > 0 ? own : fieldErrors(error.children ?? [], field);
  });
}

/** A missing field is no string that is too long: what a field must be comes before how long it may be. */
function isOfType(constraint: string): boolean {
  return constraint.startsWith('is');
}

/** The client chose the name of an unknown field, so the message does not repeat it. */
function fieldError(field: string, constraint: string, message: string): FieldError {
  if (constraint === UNKNOWN_FIELD) return { field, code: 'unknown_field', message: 'There is no such field.' };
  return { field, code: snakeCase(constraint), message };
}

function pathOf(parent: string, property: string): string {
  const name = shownName(property);
  if (parent === '') return name;
  return INDEX.test(name) ? `${parent}[${name}]` : `${parent}.${name}`;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
