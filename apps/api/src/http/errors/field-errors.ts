import type { ValidationError } from 'class-validator';
import { type FieldError, missingField, shownName, unknownField, wrongType } from '#kernel';
import { declaredNames, typeFault } from './declared-fields.js';

const UNKNOWN = 'whitelistValidation';
const INDEX = /^\d+$/;
/** The most errors of one answer. */
export const MAX_ERRORS = 50;

/** Where the fields are: in a body, or as parameters in a query. */
export type Place = 'field' | 'parameter';

/**
 * What class-validator found, as errors of our own. What a field is comes first: one that nobody declared, one that is
 * missing and one of another type have one error each, whatever else their rules say. No error shows a value.
 */
export function fieldErrors(errors: readonly ValidationError[], place: Place, parent = ''): FieldError[] {
  // Each of them gives an error or more.
  return errors.slice(0, MAX_ERRORS).flatMap((error) => {
    const field = pathOf(parent, error.property);
    const broken = Object.entries(error.constraints ?? {});
    // If the value itself is wrong, its members are not reported.
    if (broken.length === 0) return fieldErrors(error.children ?? [], place, field);
    return (
      whatItIs(error, field, place) ??
      broken.map(([constraint, message]) => ({
        ...{ field, code: snakeCase(constraint), message: placed(field, error.property, message) },
      }))
    );
  });
}

/** Null: the field is declared, there, and of its type. */
function whatItIs({ target, property, constraints, value }: ValidationError, field: string, place: Place) {
  if (constraints?.[UNKNOWN] !== undefined) return [unknownField(place, field, target ? declaredNames(target) : [])];
  if (value === undefined) return [missingField(field)];
  // The values of a query are strings, whatever they mean.
  const fault = target && place === 'field' ? typeFault(target, property, value) : null;
  return fault && [wrongType(`${field}${fault.place}`, fault.types, fault.value)];
}

function pathOf(parent: string, property: string): string {
  const name = shownName(property);
  if (parent === '') return name;
  return INDEX.test(name) ? `${parent}[${name}]` : `${parent}.${name}`;
}

/** A rule knows the name of its property and not where it is. */
function placed(field: string, property: string, message: string): string {
  return message.startsWith(`${property} `) ? `${field}${message.slice(property.length)}` : message;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
