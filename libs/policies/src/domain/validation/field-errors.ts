import { CofferError, type FieldError, type FieldRule } from '#kernel';

const ERRORS_ANSWERED = 20;

/** Collects all errors of a request, so that one answer names them together (at most the first 20). */
export class FieldErrors {
  private readonly errors: FieldError[] = [];

  /** `message` follows the field's name in the answer: `must be a string`. It must not repeat the value. */
  add(field: string, code: string, message: string): void {
    this.errors.push({ field, code, message: `${field} ${message}` });
  }

  /** Adds the error of `rule` unless `value` satisfies it. */
  require<T>({ field, code, message, holds }: FieldRule<T>, value: T): void {
    if (!holds(value)) this.errors.push({ field, code, message });
  }

  /** Throws `validation_failed` with the errors that were added; returns if there are none. */
  check(): void {
    const first = this.errors[0];
    if (!first) return;
    throw new CofferError('validation_failed', first.message, { fields: this.errors.slice(0, ERRORS_ANSWERED) });
  }
}
