/** Where the audit's background work tells that something needs an operator. It is given no personal value. */
export abstract class AuditAlarm {
  /** `what` is a fixed sentence; of `cause` only its kind may be shown. */
  abstract raise(what: string, cause: unknown): void;
}
