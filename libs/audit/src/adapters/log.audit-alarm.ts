import { AuditAlarm } from '../ports/audit-alarm.js';

/** Codes of the network and of the system, such as ECONNREFUSED: they hold no value. */
const CODE = /^[A-Z0-9_]{1,64}$/;

/** Writes each alarm as one line of the log. */
export class LogAuditAlarm extends AuditAlarm {
  constructor(private readonly write: (line: string) => void) {
    super();
  }

  raise(what: string, cause: unknown): void {
    this.write(cause === null ? what : `${what} (${kindOf(cause)})`);
  }
}

function kindOf(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause;
  const { code } = cause as { code?: unknown };
  return typeof code === 'string' && CODE.test(code) ? code : cause.name;
}
