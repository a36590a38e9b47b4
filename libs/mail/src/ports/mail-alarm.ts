/** How the mailer reports what needs an operator. It gets no address and no text of a mail. */
export abstract class MailAlarm {
  /** `what` is a fixed sentence. Show only the kind and the codes of `cause`: the words of a server may name people. */
  abstract raise(what: string, cause?: unknown): void;
}
