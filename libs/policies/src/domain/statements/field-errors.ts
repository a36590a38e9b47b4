import { CofferError, type FieldError } from '#kernel';

const FIELDS_TOLD = 20;

/** Collects what is wrong with a request, so that one answer names all of it (the first 20). */
export class FieldErrors {
  private readonly errors: FieldError[] = [];

  add(field: string, code: string, message: string): void {
    this.errors.push({ field, code, message: `${field} ${message}` });
  }

  /** 400 with every error added so far; nothing when there is none. */
  check(): void {
    const first = this.errors[0];
    if (first) throw new CofferError('validation_failed', first.message, { fields: this.errors.slice(0, FIELDS_TOLD) });
  }
}
