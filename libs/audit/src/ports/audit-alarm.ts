/** Reports to the operator what the audit's background work could not do. It never gets a personal value. */
export abstract class AuditAlarm {
  /** `what`: a sentence. Of `cause`, only the kind of error may be shown. Null: there was no error. */
  abstract raise(what: string, cause: unknown): void;
}
