/** Where the mailer tells that something needs an operator. It is given no address and no text of a mail. */
export abstract class MailAlarm {
  /** `what` is a fixed sentence; of `cause` only its kind and its codes may be shown: a server's words name people. */
  abstract raise(what: string, cause?: unknown): void;
}
