import { type ArgumentMetadata, Injectable, type Type, ValidationPipe } from '@nestjs/common';
import * as transformerPackage from 'class-transformer';
import { getMetadataStorage, type ValidationError, validate } from 'class-validator';
import { invalidFields } from '#kernel';
import { fieldErrors, MAX_ERRORS } from './field-errors.js';

/** What Nest uses of it. A bundle leaves the rest out. */
const validatorPackage = { validate, getMetadataStorage };

/** What class-validator found. It leaves the pipe as a CofferError. */
class Refused extends Error {
  constructor(readonly errors: readonly ValidationError[]) {
    super('refused');
  }
}

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
      // The ones that the DTOs are declared with. In a bundle Nest would load others, which know none of the rules.
      validatorPackage,
      transformerPackage,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      transform: true,
      transformOptions: { enableImplicitConversion: false },
      stopAtFirstError: false,
      // For the type of a value that is refused. No answer shows the value.
      validationError: { target: true, value: true },
      exceptionFactory: (errors) => new Refused(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const place = metadata.type === 'query' ? 'parameter' : 'field';
      throw invalidFields(fieldErrors(error.errors, place).slice(0, MAX_ERRORS));
    }
  }

  /** The instance at once if the query is empty and may be; otherwise a promise of it. */
  query(value: unknown, metatype: Type<unknown>): unknown {
    if (!isEmpty(value)) return this.transform(value, { type: 'query', metatype });
    return this.satisfiedByNone.has(metatype) ? new metatype() : this.emptyQuery(value, metatype);
  }

  protected override transformPrimitive(value: unknown): unknown {
    return value;
  }

  private async emptyQuery(value: unknown, metatype: Type<unknown>): Promise<unknown> {
    const transformed = await this.transform(value, { type: 'query', metatype });
    this.satisfiedByNone.add(metatype);
    return transformed;
  }
}

/** True if the value is an object without members. */
function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  for (const _ in value) return false;
  return true;
}
