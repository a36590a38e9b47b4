import {
  type FieldError,
  type FieldRule,
  invalidFields,
  isOfType,
  type JsonType,
  missingField,
  refusalBy,
  wrongType,
} from '#kernel';

const ERRORS_ANSWERED = 20;

/** Collects all errors of a request, so that one answer names them together (at most the first 20). */
export class FieldErrors {
  private readonly errors: FieldError[] = [];

  /** `message` follows the field's name in the answer: `must be a string`. It must not repeat the value. */
  add(field: string, code: string, message: string): void {
    this.put({ field, code, message: `${field} ${message}` });
  }

  put(error: FieldError): void {
    this.errors.push(error);
  }

  /** Adds the error of `rule` unless `value` satisfies it. */
  require<T>(rule: FieldRule<T>, value: T): void {
    if (!rule.holds(value)) this.put({ field: rule.field, code: rule.code, message: refusalBy(rule, value) });
  }

  /** Whether `value` is there and of the type. Otherwise adds the error that says what it is. */
  isOfType(field: string, type: JsonType, value: unknown): boolean {
    if (isOfType(type, value)) return true;
    this.put(value === undefined ? missingField(field) : wrongType(field, type, value));
    return false;
  }

  /** Throws `validation_failed` with the errors that were added; returns if there are none. */
  check(): void {
    if (this.errors.length > 0) throw invalidFields(this.errors.slice(0, ERRORS_ANSWERED));
  }
}
