import type { Writable } from 'node:stream';
import { AuditReceiver, ReceiverFailed } from '../ports/audit-receiver.js';

/** The first key of each line. The lines of the log go to standard error, and those of the start are no JSON. */
const MARK = '{"stream":"audit",';

/** Writes lines to standard output. They are acknowledged when the system has taken them all. */
export class StdoutAuditReceiver extends AuditReceiver {
  constructor(private readonly output: Writable) {
    super();
    // Without a listener, a reader that closes its end would end this process.
    output.on('error', () => {});
  }

  override send(lines: readonly string[], signal: AbortSignal): Promise<void> {
    const text = lines.map((line) => `${MARK}${line.slice(1)}\n`).join('');
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new ReceiverFailed('standard output takes no more'));
      signal.addEventListener('abort', fail, { once: true });
      this.output.write(text, (error) => {
        signal.removeEventListener('abort', fail);
        if (error) fail();
        else resolve();
      });
    });
  }
}
